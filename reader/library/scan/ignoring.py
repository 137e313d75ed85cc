"""Which files and folders of a library are ignored, and why: by the settings, a `.readerignore`, or
the rules of a site's generator.

A `.readerignore` has the form of a `.gitignore`: one glob a line; a glob with a slash is a path
below the file's folder, any other is a name at any depth; `!` includes again. The settings `ignore`
and `include` are such globs, below each root. What they include is listed even if the rules of the
generator ignore it.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from reader.articles import producers
from reader.articles.producers import Producer
from reader.lazy_tuple import NamedTuple
from reader.regular_files import opened

IGNORE_FILE = ".readerignore"

BY_SETTINGS = "The settings ignore it."
BY_FILE = f"A {IGNORE_FILE} names it."

_LIMIT = 100_000

Place = tuple[int, bytes]
"""A folder: the number of its root, and its path under the root, b"" for the root itself."""


class Glob(NamedTuple):
    """A glob as a pattern; whether it includes; its path up to the first wildcard; the
    reason to give.
    """

    pattern: re.Pattern[str]
    includes: bool
    fixed: str
    reason: str


class IgnoreRules(NamedTuple):
    """The rules of a folder: the globs from the root down to it, and the site that it belongs to.

    `own` is '' if the folder adds no rules to those above it, else a fingerprint of those it adds.
    """

    globs: tuple[Glob, ...] = ()
    producer: Producer | None = None
    home: str = ""
    own: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.globs and self.producer is None

    def why(self, path: str, *, is_folder: bool) -> str:
        """Why a file or folder is ignored, given its path below the root; '' if it is not."""
        subject = f"{path}/" if is_folder else path
        for glob in reversed(self.globs):
            if glob.pattern.match(subject):
                return "" if glob.includes else glob.reason
        if self.producer is None:
            return ""
        below = path.removeprefix(f"{self.home}/") if self.home else path
        reason = self.producer.why_ignored(below, is_folder=is_folder)
        leads_on = is_folder and any(
            glob.includes and glob.fixed.startswith(subject) for glob in self.globs
        )
        return "" if leads_on else reason


class Ignoring:
    """Finds the rules of folders below some roots, once for each folder."""

    def __init__(
        self, roots: Sequence[Path], include: Iterable[str] = (), ignore: Iterable[str] = ()
    ) -> None:
        producers.forget()
        self._roots = roots
        self._ignore = tuple(_globs(ignore, "", BY_SETTINGS))
        self._include = tuple(_globs((f"!{glob}" for glob in include), "", BY_SETTINGS))
        self._found: dict[Place, IgnoreRules] = {}

    def of(self, place: Place, names: Collection[str] | None = None) -> IgnoreRules:
        """The rules of a folder; `names` are those of its files and folders, if known."""
        found = self._found.get(place)
        if found is None:
            found = self._found[place] = self._made(place, names)
        return found

    def _made(self, place: Place, names: Collection[str] | None) -> IgnoreRules:
        number, path = place
        folder = self._roots[number] / os.fsdecode(path)
        if names is None:
            names = _names_in(folder)
        above = self.of((number, path.rpartition(b"/")[0])) if path else IgnoreRules(self._ignore)
        globs = above.globs if path else (*above.globs, *self._include)
        own = ""
        here = os.fsdecode(path)
        if IGNORE_FILE in names:
            text = _text(folder / IGNORE_FILE)
            added = tuple(_globs(text.splitlines(), here, BY_FILE))
            at = len(globs) - len(self._include)
            globs = (*globs[:at], *added, *globs[at:])
            own = f"{zlib.crc32(text.encode('utf-8', 'replace')):08x}"
        made = producers.at(folder, names.__contains__)
        if made is None:
            return IgnoreRules(globs, above.producer, above.home, own)
        facts = (made.name, made.content, made.templates, made.title, made.url, made.timezone)
        return IgnoreRules(globs, made, here, f"{own} {zlib.crc32(repr(facts).encode()):08x}")


def flaw_of(folder: Path) -> str:
    """What is wrong with a folder's `.readerignore`, or ''. Any line is a glob, so that only the
    file itself can be bad.
    """
    file = folder / IGNORE_FILE
    try:
        with opened(file) as lines:
            too_large = len(lines.read(_LIMIT + 1)) > _LIMIT
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"{file} cannot be read ({error.strerror}), so it ignores nothing."
    return f"{file} is too large: what is after {_LIMIT:,} bytes is not used." if too_large else ""


def _names_in(folder: Path) -> frozenset[str]:
    with suppress(OSError):
        return frozenset(os.listdir(folder))  # noqa: PTH208 (iterdir() would make a Path of each name)
    return frozenset()


def _text(file: Path) -> str:
    try:
        with opened(file) as lines:
            return lines.read(_LIMIT).decode("utf-8", "replace")
    except OSError:
        return ""


def _globs(lines: Iterable[str], base: str, reason: str) -> Iterator[Glob]:
    for line in lines:
        written = line.strip()
        if not written or written[0] == "#":
            continue
        includes = written[0] == "!"
        glob = written[includes:].removeprefix("./")
        only_folders = glob.endswith("/")
        from_base = "/" in glob.rstrip("/")
        glob = glob.strip("/")
        if not glob:
            continue
        before = re.escape(f"{base}/") if base else ""
        depth = "" if from_base else "(?:.*/)?"
        end = "/" if only_folders else "(?:/|$)"
        fixed = f"{base}/{glob}" if base else glob
        fixed = re.split(r"[*?\[]", fixed, maxsplit=1)[0] if from_base else ""
        pattern = re.compile(f"{before}{depth}{_expression(glob)}{end}", re.S)
        yield Glob(pattern, includes, fixed, reason)


def _expression(glob: str) -> str:
    made = ""
    at = 0
    while at < len(glob):
        if glob.startswith("**/", at):
            made, at = f"{made}(?:.*/)?", at + 3
        elif glob.startswith("**", at):
            made, at = f"{made}.*", at + 2
        elif glob[at] == "*":
            some = "(?=[^/])" if not at or glob[at - 1] == "/" else ""
            made, at = f"{made}{some}[^/]*", at + 1
        elif glob[at] == "?":
            made, at = f"{made}[^/]", at + 1
        elif glob[at] == "[" and (end := glob.find("]", at + 2)) > 0:
            inner = glob[at + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
            negated = inner[0] in "!^"
            made += f"[{'^' if negated else ''}{inner[negated:]}]"
            at = end + 1
        else:
            made, at = made + re.escape(glob[at]), at + 1
    return made
