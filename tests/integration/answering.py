"""A server on loopback for the pages of any host."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@contextmanager
def answering(
    page: Callable[[str, str], bytes | None],
    content_type: str,
    coding: Callable[[str], str | None] = lambda _: None,
) -> Iterator[str]:
    """Serve what ``page`` gives for a host and a request target, 404 for None; yields ``host:port``.

    :param coding: the Content-Encoding that a request target's answer claims to have.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page(self.headers["Host"], self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", content_type)
            if named := coding(self.path):
                self.send_header("Content-Encoding", named)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
