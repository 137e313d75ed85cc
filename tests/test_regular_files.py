"""Pipes, devices, folders and links where files are expected: nothing waits for them."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from reader.regular_files import descriptor, read_bytes, read_text
from reader.settings_file import write_at_once

NOT_REGULAR = "it is not a regular file"


@pytest.mark.parametrize("flags", [os.O_RDONLY, os.O_WRONLY, os.O_RDWR | os.O_APPEND])
def test_a_pipe_is_not_waited_for(pipe: Path, flags: int) -> None:
    with pytest.raises(OSError, match=NOT_REGULAR):
        descriptor(pipe, flags)


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="no such files here")
def test_what_a_shell_passes_is_read_like_standard_input() -> None:
    """As for `reader unpack <(curl …)`."""
    out, told = os.pipe()
    os.write(told, b"text")
    os.close(told)
    try:
        assert read_text(Path(f"/dev/fd/{out}")) == "text"
    finally:
        os.close(out)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such devices here")
def test_a_device_without_an_end_is_not_read(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("/dev/zero")
    with pytest.raises(OSError, match=NOT_REGULAR):
        read_bytes(link)


def test_what_a_link_leads_to_is_replaced_only_if_it_is_a_file(pipe: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(pipe)
    with pytest.raises(OSError, match=NOT_REGULAR):
        write_at_once(link, "text")
    assert pipe.is_fifo()
    assert list(tmp_path.glob(".*")) == []


def test_a_folder_and_a_file_without_bounds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        read_bytes(tmp_path)
    file = tmp_path / "file"
    file.write_bytes(b"12345")
    assert read_bytes(file, 5) == b"12345"
    with pytest.raises(OSError, match="too large"):
        read_bytes(file, 4)


def test_a_text_is_read_as_editors_write_it(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree")
    assert read_text(file) == "one\ntwo\nthree"
    file.write_bytes(b"one\xff")
    with pytest.raises(OSError, match=r"it is not UTF-8 \(byte 4\)"):
        read_text(file)


def test_a_circle_of_links_is_not_written_to(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(link)
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
        write_at_once(link, "text")
    assert link.is_symlink()
