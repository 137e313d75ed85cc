"""The entry point of `reader` and of `python -m reader`. It answers `--version` itself, without
importing what the other commands need.
"""

import gc
import os
import sys

from reader import __version__, gap, kept_frame, scouting

_SCOUTS = 3
"""How many processes the screen has look at folders: for articles, the library, and its state."""


def main() -> int:
    """Run the command line and return the exit code."""
    if sys.argv[1:] == ["--version"]:
        try:
            os.write(1, f"reader {__version__}\n".encode())
        except OSError:  # stdout is closed or full: cli handles that
            pass
        else:
            return 0
    gc.set_threshold(50_000, 20, 20)  # most early objects live to the end
    try:
        opens_screen = kept_frame.opens_screen(sys.argv[1:])
        if opens_screen:
            kept_frame.paint(sys.argv[1:])
        scouting.prepare(_SCOUTS if opens_screen else 1)
        from reader import cli

        code = cli.main()
    except KeyboardInterrupt:  # while the screen was imported
        code = 128 + 2
    finally:
        gap.give_back(flush=True)
    gc.freeze()  # and need not be searched for circles when they all go
    return code


if __name__ == "__main__":
    raise SystemExit(main())
