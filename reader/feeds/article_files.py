"""Writes article files, for entries of feeds and for unpacked exports. Nothing else does.

A file is written whole or not at all, and never over one that is not ours. Its form is that of the
dumps this program began with: a head in YAML, and a body in a `<div>`.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

from reader.feeds.slugs import slug
from reader.feeds.values import text_of
from reader.library.journal.journal import write_all
from reader.output.safe import safe_value
from reader.regular_files import opened, read_bytes

_PLAIN = re.compile(r"[^\W\d_](?:[\w ._－·,()（）&+/-]*[\w)）])?")
"""Texts that need no quotes in YAML; the dumps write them so too."""

_NO_YAML = re.compile("[\ufffe\uffff]")
_YEARS = range(1000, 3000)
"""The years of the dates that `articles.frontmatter.dates` reads."""

_HEX = 8
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)
"""Errors of file systems without hard links."""

_SEAM = b"\n---\n\n<div>"
_SUMMARY = b"\nsummary: "
_LONGEST_SUMMARY = 2_000

_OURS = re.compile(rb"-?([0-9a-f]{8})\.md")
_GUID = re.compile(rb"^guid: (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an article. `feed` is the address of its feed as first subscribed."""

    title: str
    categories: tuple[str, ...] = ()
    image: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    url: str = ""
    guid: str = ""
    feed: str = ""
    site: str = ""
    tags: tuple[str, ...] = ()


def head_text(head: Head) -> str:
    """A head with its fences, including the empty lines before and after it."""
    when = head.published
    image = scalar(head.image, quoted=True)
    lines = [
        f"title: {scalar(head.title, quoted=True)}",
        *_listed("categories", head.categories),
        f"headimg: {image}",
        *_author(head.authors),
        "comments: false",
        *([f"date: {format_datetime(when.astimezone(UTC), usegmt=True)}"] if is_date(when) and when
          else ()),
        f"thumbnail: {image}",
        *(f"{name}: {scalar(text, quoted=True)}"
          for name, text in (("url", head.url), ("guid", head.guid), ("feed", head.feed)) if text),
        *([f"site: {scalar(head.site)}"] if head.site else ()),
        *(_listed("tags", head.tags) if head.tags else ()),
    ]  # fmt: skip
    return "\n".join(["", "---", *lines, "---", "", ""])


def document(head: Head, body: str) -> bytes:
    """The bytes of an article's file, given its body as HTML."""
    return f"{head_text(head)}<div>   \n{body}  \n</div>\n            ".encode("utf-8", "replace")


def is_date(when: datetime | None) -> bool:
    """Whether there is a date that can be read back."""
    return when is not None and when.year in _YEARS


def file_name(title: str, published: datetime | None, id: str) -> str:
    """The name of a file: day in UTC, slug, and the first digits of the entry's id."""
    day = f"{published.astimezone(UTC):%Y-%m-%d}" if is_date(published) and published else ""
    return "-".join(filter(None, (day, slug(title), id[:_HEX]))) + ".md"


def digits_in(name: bytes) -> str:
    """The digits of the id in a file's name, or '' if `file_name` cannot have made it."""
    found = _OURS.fullmatch(name[-12:]) or _OURS.fullmatch(name[-11:])
    return found[1].decode("ascii") if found else ""


def scalar(text: str, *, quoted: bool = False) -> str:
    """A text as a YAML scalar, in quotes where it is `quoted` or needs them."""
    text = safe_value(_NO_YAML.sub("", text))
    if not quoted and _PLAIN.fullmatch(text):
        return text
    return "'" + text.replace("'", "''") + "'"


def create(path: Path, data: bytes, drafts: Path) -> None:
    """Write a new file. Raises FileExistsError where there is one, OSError where that fails.

    `drafts` is an existing folder on the same file system, in which the file is written first.
    """
    draft, target = _draft(path, drafts), os.fspath(path)
    try:
        _write(draft, data)
        try:
            os.link(draft, target)
        except FileExistsError:
            raise
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if path.exists():
                raise FileExistsError(errno.EEXIST, "File exists", target) from None
            Path(draft).rename(target)
    finally:
        with suppress(FileNotFoundError):
            Path(draft).unlink()


def replace(path: Path, data: bytes, drafts: Path, *, was: str) -> bool:
    """Rewrite a file if its `digest` is still `was`. Returns whether it was rewritten."""
    try:
        before = read_bytes(path)
    except OSError:
        return False
    if digest(before) != was and before.strip(b"\0"):  # a power cut leaves files of zeros
        return False
    draft = _draft(path, drafts)
    _write(draft, data)
    Path(draft).replace(path)
    return True


def digest(data: bytes) -> str:
    """The digest of a file's bytes: 16 hexadecimal digits."""
    return sha256(data).hexdigest()[:16]


def body_in(data: bytes) -> str:
    """The body in a file of ours, as HTML."""
    body = data.partition(_SEAM)[2].decode("utf-8", "replace")
    return body.rpartition("</div>")[0].strip()


def has_full_text(data: bytes) -> bool:
    """Whether a file of ours has its summary in its head, and the article below."""
    return _SUMMARY in data.partition(_SEAM)[0]


def with_full_text(data: bytes, body: str) -> bytes:
    """A file of ours with another body; the text of the one that it had is in its head then."""
    head, seam, _ = data.partition(_SEAM)
    if not has_full_text(data):
        summary = text_of(body_in(data))[:_LONGEST_SUMMARY]
        head += _SUMMARY + scalar(summary, quoted=True).encode("utf-8", "replace")
    return head + seam + f"   \n{body}  \n</div>\n            ".encode("utf-8", "replace")


def guid_in(path: Path) -> str | None:
    """The guid in the head of one of our files, as `scalar` wrote it; None if it has none."""
    try:
        with opened(path) as file:
            found = _GUID.search(file.read(8192).partition(_SEAM)[0])
    except OSError:
        return None
    return found[1].decode("utf-8", "replace") if found else None


def _draft(path: Path, drafts: Path) -> str:
    """A path for a draft, with a unique name that no library shows. It is also unique among
    processes, since those of a fetch that was killed may still be running.
    """
    return f"{drafts}{os.sep}.{path.stem[-_HEX:]}-{os.getpid()}.part"


def _write(draft: str, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    handle = os.open(draft, flags, 0o666)
    try:
        write_all(handle, data)
    finally:
        os.close(handle)


def _listed(name: str, texts: Iterable[str]) -> list[str]:
    lines = [f" - {scalar(text)}" for text in texts]
    return [f"{name}: ", *lines] if lines else [f"{name}: []"]


def _author(names: tuple[str, ...]) -> list[str]:
    if len(names) == 1 and ";" not in names[0]:
        return [f"author: {scalar(names[0])}"]
    return _listed("author", names) if names else []
