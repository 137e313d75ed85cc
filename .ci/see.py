"""Run a command line in a real terminal until its screen shows a pattern, then press q.

    see.py PATTERN COMMAND_LINE

Exit code 0 when the pattern was seen and the program ended with 0 after q.
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import sys
import time

import pyte

COLUMNS, ROWS = 120, 40
PATIENCE = 300.0  # seconds; a line that takes longer is ended, and has failed


def main(pattern: str, command: str) -> int:
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS=str(COLUMNS), LINES=str(ROWS))
        os.execvp("bash", ["bash", "-c", command])
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    seen, deadline = False, time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                break
            stream.feed(re.sub(rb"\x1b\[[<=>?][0-9;]*[a-zA-Z$]+|\x1b[_P][^\x1b]*\x1b\\", b"", data))
        elif not seen and re.search(pattern, "\n".join(screen.display)):
            seen = True
            print("\n".join(row.rstrip() for row in screen.display[:12]))
            os.write(terminal, b"q")
    else:
        os.killpg(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    if not seen:
        print("\n".join(row.rstrip() for row in screen.display), file=sys.stderr)
    return 0 if seen and os.waitstatus_to_exitcode(status) == 0 else 1


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
