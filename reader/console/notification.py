"""Notifications on the desktop, by way of the terminal, also through SSH.

Two escape codes are in use: OSC 99 of kitty (https://sw.kovidgoyal.net/kitty/desktop-notifications)
and OSC 777 of urxvt, which foot, Ghostty, VTE and WezTerm know. A terminal that knows neither
ignores both. tmux passes them on where its option `allow-passthrough` is on.
"""

from __future__ import annotations

import os
import sys
from base64 import b64encode
from collections.abc import Mapping
from itertools import count

from reader.output.safe import safe_line

_MOST = 200
"""Characters of a title or a text; a code may have 2,048 bytes."""

_numbers = count(1)


def notify(title: str, text: str) -> None:
    """Show a notification, if stderr is a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(sequence(title, text, os.environ))
        sys.stderr.flush()


def sequence(title: str, text: str, environment: Mapping[str, str]) -> str:
    """The escape code for the terminal that the environment tells of."""
    title, text = (safe_line(part)[:_MOST] for part in (title, text))
    if "KITTY_WINDOW_ID" in environment or "kitty" in environment.get("TERM", ""):
        name = f"i=reader-{os.getpid()}-{next(_numbers)}:e=1"
        codes = [f"99;{name}:d=0;{_coded(title)}", f"99;{name}:p=body;{_coded(text)}"]
    else:
        codes = [f"777;notify;{title.replace(';', ',')};{text.replace(';', ',')}"]
    said = "".join(f"\x1b]{code}\x1b\\" for code in codes)
    if "TMUX" in environment:
        return "\x1bPtmux;" + said.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    return said


def _coded(text: str) -> str:
    return b64encode(text.encode("utf-8", "replace")).decode("ascii")
