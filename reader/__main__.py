"""The `reader` command, also as `python -m reader`. It begins here, so that `--version` need not
wait for what all other commands import.
"""

import os
import sys

from reader import __version__


def main() -> int:
    """Run the command line and return the exit code."""
    if sys.argv[1:] == ["--version"]:
        try:
            os.write(1, f"reader {__version__}\n".encode())
        except OSError:  # stdout is closed, or takes nothing: cli knows what to do
            pass
        else:
            return 0
    from reader import cli

    return cli.main()


if __name__ == "__main__":
    raise SystemExit(main())
