"""The entry point of `reader` and of `python -m reader`. It answers `--version` itself, without
importing what the other commands need.
"""

import os
import sys

from reader import __version__


def main() -> int:
    """Run the command line and return the exit code."""
    if sys.argv[1:] == ["--version"]:
        try:
            os.write(1, f"reader {__version__}\n".encode())
        except OSError:  # stdout is closed or full: cli handles that
            pass
        else:
            return 0
    from reader import cli

    return cli.main()


if __name__ == "__main__":
    raise SystemExit(main())
