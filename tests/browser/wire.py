"""A wire between a browser and the app that a test can cut and mend, and the app behind it."""

from __future__ import annotations

import socket
import subprocess
from contextlib import suppress
from threading import Thread

from tests.running_app import RunningApp, free_port, start


class Wire:
    """Carries connections to the app's own process, which can be killed and started again.

    While it is deaf the app hears the browser and its answers get lost, as on a bad connection.
    """

    def __init__(self, behind: RunningApp) -> None:
        """`behind` is an app with the database to serve; this one has a process of its own."""
        self.is_deaf = False
        self._is_cut = False
        self._ends: list[socket.socket] = []
        self._port = free_port()
        self._listener = socket.create_server(("127.0.0.1", 0))
        log = behind.log.with_name("wire.txt")
        self._server = RunningApp(f"http://127.0.0.1:{self._port}", behind.db, log)
        self._process: subprocess.Popen[bytes] | None = None
        port = self._listener.getsockname()[1]
        self.app = RunningApp(f"http://127.0.0.1:{port}", behind.db, log)
        Thread(target=self._accept, daemon=True).start()

    def start_server(self) -> None:
        if self._process is None:
            self._process = start(self._server, self._port)

    def kill_server(self) -> None:
        """As a machine that loses its power."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=30)
            self._process = None

    def cut(self) -> None:
        self._is_cut = True
        self._hang_up()

    def mend(self) -> None:
        self._is_cut = self.is_deaf = False

    def close(self) -> None:
        self._listener.close()
        self._hang_up()
        self.kill_server()

    def _hang_up(self) -> None:
        while self._ends:
            _end(self._ends.pop())

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            try:
                if self._is_cut:
                    raise ConnectionError
                server = socket.create_connection(("127.0.0.1", self._port))
            except OSError:
                browser.close()
                continue
            self._ends += [browser, server]
            Thread(target=self._carry, args=(browser, server), daemon=True).start()
            Thread(target=self._carry, args=(server, browser, True), daemon=True).start()

    def _carry(self, source: socket.socket, to: socket.socket, is_answer: bool = False) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if not (is_answer and self.is_deaf):
                    to.sendall(data)
        _end(source)
        _end(to)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
