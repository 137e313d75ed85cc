"""A web server on the loopback, which does what it is told and remembers what it was asked."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

AUTHORITY = Path(__file__).with_name("authority.pem")
"""A certificate for 127.0.0.1 and its key, valid for a hundred years; it is its own authority."""


@dataclass
class Reply:
    """What is answered. `etag` makes it conditional; `raw` sends bytes in place of all that."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    raw: Callable[[BaseHTTPRequestHandler], object] | None = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, _request: object, _address: object) -> None:
        """Clients that go in the middle are what some tests are about."""


class Web:
    """One server: what it answers by path, and the requests that came."""

    def __init__(
        self, address: str = "127.0.0.1", *, secure: bool = False, knows_clients: bool = False
    ) -> None:
        """`secure`: by TLS; `knows_clients`: who asks has to show a certificate of AUTHORITY."""
        self.replies: dict[str, Reply] = {}
        self.asked: list[tuple[str, Message]] = []
        self.active = self.most_active = 0
        self.lock = threading.Lock()
        self._server = _Server((address, 0), _handler(self))
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(AUTHORITY)
            if knows_clients:
                context.load_verify_locations(AUTHORITY)
                context.verify_mode = ssl.CERT_REQUIRED
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.address, self.port = address, self._server.server_address[1]
        self.url = f"{'https' if secure else 'http'}://{address}:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()

    def put(self, path: str, body: bytes | str = b"", **more: object) -> str:
        """Answer a path with this from now on; its address."""
        data = body.encode() if isinstance(body, str) else body
        self.replies[path] = Reply(data, **more)
        return self.url + path

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_said: object) -> None:
            pass

        def do_GET(self) -> None:
            with web.lock:
                web.asked.append((self.path, self.headers))
                web.active += 1
                web.most_active = max(web.active, web.most_active)
            try:
                _answer(self, web.replies.get(self.path, Reply(status=404)))
            finally:
                with web.lock:
                    web.active -= 1

    return Handler


def _answer(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    if reply.raw is not None:
        handler.close_connection = True
        reply.raw(handler)
        return
    is_same = bool(reply.etag) and handler.headers.get("If-None-Match") == reply.etag
    handler.send_response(304 if is_same else reply.status)
    length = {} if is_same else {"Content-Length": str(len(reply.body))}
    for name, value in (length | reply.headers).items():
        handler.send_header(name, value)
    if reply.etag:
        handler.send_header("ETag", reply.etag)
    handler.end_headers()
    if not is_same:
        handler.wfile.write(reply.body)


def reset(handler: BaseHTTPRequestHandler) -> None:
    """End a connection at once, without an answer."""
    handler.connection.setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"
    )
    handler.connection.close()
