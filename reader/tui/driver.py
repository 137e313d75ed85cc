"""Textual's driver of the terminal, made robust against any input. It restores the terminal when
the program is stopped, and takes it again when the program continues.

Input is foreign: it may have a key report whose number is not a character, bytes that are not
UTF-8, a size of a million columns. Only what Textual's parser cannot read is dropped.
"""

from __future__ import annotations

import os
import signal
import threading
from codecs import getincrementaldecoder
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ, SelectSelector
from typing import Any

from textual import constants, events
from textual._parser import ParseError, Peek1, Read1
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.geometry import Size
from textual.keys import Keys
from textual.message import Message

from reader import gap
from reader.lazy_re import late
from reader.tui.crashes import crash
from reader.tui.starting import typed_meanwhile

try:
    import termios

    from textual.drivers.linux_driver import (
        KITTY_DISAMBIGUATE_ESCAPE_CODES,
        KITTY_REPORT_ALL_KEYS,
        KITTY_REPORT_ASSOCIATED_TEXT,
        LinuxDriver,
    )
except ImportError:  # Windows, where Textual's own driver is used
    from textual.driver import Driver as LinuxDriver  # type: ignore[assignment] # as above

MOST = Size(2_000, 1_000)
"""The largest accepted columns and rows; no terminal has more, and each cell costs memory."""

_HUNG_UP = 128 + 1
"""The exit code when the terminal is gone: that of SIGHUP, which usually comes with it."""

_HEARD = 0.05
"""Seconds to wait for other signals, such as SIGTERM, after continuing in the background."""

_TYPED_AT_ONCE = 4096
"""Bytes to read at once."""

_TICK, _TICKS = 0.1, 20
"""Seconds after which the parser is asked whether an Esc was a key, and for how many of them it is
asked after an input. Later there is nothing to ask for, and the thread waits for the next.
"""

_FOREIGN = (ArithmeticError, LookupError, TypeError, ValueError)
"""What a parser may raise for input that it does not expect."""

# https://sw.kovidgoyal.net/kitty/keyboard-protocol/: code:shifted:base ; modifiers:event ; text
_KEY = late(
    r"\x1b\[(?P<code>\d*)[\d:]*(?:;(?P<held>\d*)(?::(?P<event>\d*))?[\d:]*(?P<text>;[\d:]*)?)?"
    r"(?P<end>[u~ABCDEFHPQRS])"
)
_RELEASED = "3"
_Size = tuple[int, int] | None

# ECMA-48, 5.4: parameters, intermediates, a final byte. The Linux console has "[[A" for F1.
_WHOLE = late(r"\x1b\[[0-?]*[ -/]*[@-Z\\-~]")
_MOUSE_OR_MODE = late(r"(?s)\x1b\[(?:<?[-\d;]*[mM]|M.{0,3}|\?\d+;\d\$y)")


class SteadyParser(XTermParser):
    """Textual's parser of terminal input, which drops what it cannot read."""

    def __init__(self) -> None:
        self._callback: Callable[[Message], object] = bool
        self._sizes: tuple[_Size, _Size, bool] = (None, None, False)
        super().__init__()

    def parse(
        self, token_callback: Callable[[Message], object]
    ) -> Generator[Read1 | Peek1, str, None]:
        return super().parse(partial(self._checked, token_callback))

    def _checked(self, callback: Callable[[Message], object], token: Message) -> None:
        """Pass a message on, unless it is an impossible size."""
        if isinstance(token, events.Resize):
            if not _is_sane(token.size):
                self.terminal_size, self.terminal_pixel_size, self.mouse_pixels = self._sizes
                return
            if not token.pixel_size:  # the size in pixels is unknown: nothing can be scaled
                self.terminal_pixel_size = None
            self._sizes = self.terminal_size, self.terminal_pixel_size, self.mouse_pixels
        callback(token)

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        """The keys of an escape sequence; an `Ignore` key for a complete one without a meaning."""
        plain = _plain_key(sequence)
        try:
            found = list(super()._sequence_to_key_events(plain, alt)) if plain else []
        except (OverflowError, ValueError):  # a number that is not a character
            found = []
        found = [key for key in found if not _is_surrogate(key.character)]
        unknown = _WHOLE.fullmatch(sequence) and not _MOUSE_OR_MODE.fullmatch(sequence)
        if not found and unknown:
            return [events.Key(Keys.Ignore, sequence)]
        return found


class SteadyDriver(LinuxDriver):
    """Textual's driver, for Linux and macOS."""

    def __init__(self, app: App[Any], **how: Any) -> None:
        self._is_on = False
        """Whether the terminal is in application mode."""
        self._woken, self._wake = os.pipe()
        """What wakes the thread that reads input, to end it."""
        super().__init__(app, **how)

    def start_application_mode(self) -> None:
        """Take the terminal, when the program is in the foreground. The settings to restore are
        those of the first time.
        """
        while not self._is_in_front():
            os.kill(os.getpid(), signal.SIGSTOP)
        before = self.attrs_before
        super().start_application_mode()  # type: ignore[no-untyped-call] # Textual gives it no types
        self.attrs_before = before or gap.taken() or self.attrs_before
        self._is_on = True

    def disable_input(self) -> None:
        """Stop reading input. Does nothing while the terminal is not ours: the system stops a
        background process that changes it.
        """
        if self._is_on:
            os.write(self._wake, b".")
            super().disable_input()
            os.read(self._woken, 1)

    def stop_application_mode(self) -> None:
        """Restore the terminal, once."""
        if self._is_on:
            super().stop_application_mode()
            self._is_on = False

    def write(self, data: str) -> None:
        """Write to the terminal, while it is ours. A picture that it shows already stays."""
        if data == gap.ENTER and gap.is_open():
            return
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().write(data)

    def _get_terminal_size(self) -> tuple[int, int]:
        width, height = super()._get_terminal_size()
        return min(width, MOST.width), min(height, MOST.height)

    def _sigtstp_application(self, *_signal: object) -> None:
        """Stop on the terminal's Ctrl-Z; at once while an editor has the terminal."""
        if self._auto_restart:
            self._loop.call_soon_threadsafe(self._give_back_and_stop)
        else:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_signal: object) -> None:
        """Continue after a SIGSTOP, which left the terminal in application mode."""
        if self._auto_restart and self._is_on:
            self._loop.call_soon_threadsafe(self._come_back)

    def _give_back_and_stop(self) -> None:
        """Restore the terminal and stop by the default SIGTSTP. Where no shell could continue the
        program, the system ignores that.
        """
        self.suspend_application_mode()
        handler = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.pthread_kill(threading.get_ident(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, handler)
        self._come_back()

    def _come_back(self) -> None:
        """In the foreground, take the terminal and redraw the screen; otherwise stop again."""
        if not self._is_in_front():
            self._loop.call_later(_HEARD, self._stop_again)
            return
        if self._is_on:
            self._take_again()
        else:
            self.resume_application_mode()
        self._app.call_later(self._app.refresh, layout=True)

    def _stop_again(self) -> None:
        if self._app._exit:  # the app is ending
            return
        is_on = self._is_on
        os.kill(os.getpid(), signal.SIGSTOP)
        if not is_on:
            self._come_back()

    def _take_again(self) -> None:
        """Set the terminal up again: it was not restored, and a shell may have used it since."""
        with suppress(termios.error):
            attributes = termios.tcgetattr(self.fileno)
            attributes[0] = self._patch_iflag(attributes[0])
            attributes[3] = self._patch_lflag(attributes[3])
            attributes[6][termios.VMIN] = 1
            termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)
        self.write("\x1b[?1049h\x1b[?25l\x1b[?1004h")
        if not constants.DISABLE_KITTY_KEY:  # the flags that Textual sets
            asked = (
                KITTY_DISAMBIGUATE_ESCAPE_CODES
                | KITTY_REPORT_ALL_KEYS
                | KITTY_REPORT_ASSOCIATED_TEXT
            )
            self.write(f"\x1b[<u\x1b[>{asked}u")
        self._enable_mouse_support()
        self._enable_bracketed_paste()
        self._disable_line_wrap()

    def _is_in_front(self) -> bool:
        """Whether the program is in the foreground; True also if the terminal is gone."""
        try:
            return os.tcgetpgrp(self.fileno) == os.getpgrp()
        except OSError:
            return True

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 (an error in this thread ends the program)
            crash(self._app, error)

    def run_input_thread(self) -> None:
        """Read input until the terminal is restored or gone."""
        parser, decode = SteadyParser(), getincrementaldecoder("utf-8")("replace").decode
        ticks = _TICKS
        with SelectSelector() as selector:
            selector.register(self.fileno, EVENT_READ)
            selector.register(self._woken, EVENT_READ)
            parser = self._take(parser, decode(typed_meanwhile()))
            while not self.exit_event.is_set():
                ready = selector.select(_TICK if ticks else None)
                ticks -= 1
                if any(key.fd == self.fileno for key, _ in ready):
                    ticks = _TICKS
                    data = self._read()
                    if not data:
                        self._app.call_later(self._app.exit, return_code=_HUNG_UP)
                        return
                    parser = self._take(parser, decode(data))
                self._tell(parser.tick())
        with suppress(EOFError, ParseError):
            list(parser.feed(""))

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, _TYPED_AT_ONCE)
        except OSError:  # the terminal is closed
            return b""

    def _take(self, parser: SteadyParser, text: str) -> SteadyParser:
        """Send the messages of a text. Returns the parser for the next text, a new one if this one
        failed.
        """
        if not text:  # only a part of a character; the parser would take '' for the end of input
            return parser
        try:
            self._tell(parser.feed(text))
        except _FOREIGN:
            return SteadyParser()
        return parser

    def _tell(self, found: Iterable[Message]) -> None:
        for message in found:
            self.process_message(message)


def _is_sane(size: Size) -> bool:
    return 0 < size.width <= MOST.width and 0 < size.height <= MOST.height


def _is_surrogate(character: str | None) -> bool:
    return any("\ud800" <= one <= "\udfff" for one in character or "")


def _plain_key(sequence: str) -> str:
    """A key report without alternate keys and event type, which Textual does not know; '' for the
    release of a key.
    """
    found = _KEY.fullmatch(sequence) if ":" in sequence else None
    if found is None:
        return sequence
    if found["event"] == _RELEASED:
        return ""
    held = f";{found['held'] or ''}" if found["held"] is not None else ""
    return f"\x1b[{found['code']}{held}{found['text'] or ''}{found['end']}"
