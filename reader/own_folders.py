"""Where the program's own files belong on each system. A start asks before it imports anything."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # takes longer to import than all the rest here
    from typing import Literal

    Kind = Literal["config", "data", "cache", "state"]

APP = "reader"

_XDG = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}
"""By the XDG Base Directory Specification: the variable that names a folder, and the folder below
the home folder where that is not set.
"""


def own_folder(kind: Kind) -> str:
    """The user's folder of a kind; it need not exist."""
    if sys.platform == "linux":  # the same as below, without its import, a tenth of a short command
        variable, otherwise = _XDG[kind]
        given = os.environ.get(variable, "")
        if os.path.isabs(given):
            return os.path.join(given, APP)
        if os.path.isabs(home := os.environ.get("HOME", "")):
            return os.path.join(home, otherwise, APP)
    import platformdirs

    return str(getattr(platformdirs, f"user_{kind}_dir")(APP, appauthor=False))
