"""The real app as a process of its own, for tests over HTTP, websockets and in a browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from liaison.domain.roles import OPERATOR, Role
from liaison.services.accounts import add_account
from liaison.store.database import Database

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "a long enough password"
_STARTS_WITHIN_SECONDS = 60


@dataclass(frozen=True)
class RunningApp:
    """Where the app listens, and its database, which a test may fill while it runs."""

    url: str
    db: Database
    log: Path

    def add_account(
        self, name: str, role: Role, *, area_code: str | None = None, liaison_id: int | None = None
    ) -> None:
        """Add an account with PASSWORD."""
        add_account(
            OPERATOR,
            self.db,
            name,
            role,
            password=PASSWORD,
            area_code=area_code,
            liaison_id=liaison_id,
        )

    def visitor(self) -> Visitor:
        return Visitor(self.url)

    def signed_in(self, name: str) -> Visitor:
        visitor = self.visitor()
        answer = visitor.sign_in(name, PASSWORD)
        assert answer.status_code == 303, answer.text
        return visitor


class Visitor(requests.Session):
    """A browser without scripts: keeps cookies, opens pages, sends forms."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.trust_env = False
        self.url = url

    def open(self, path: str) -> requests.Response:
        """Open an address as a browser does, without following where it is sent."""
        headers = {"Accept": "text/html,application/xhtml+xml"}
        return self.get(self.url + path, headers=headers, allow_redirects=False, timeout=30)

    def send_form(self, path: str, **fields: str) -> requests.Response:
        """Send a form with this browser's token, which opening a form's page has set."""
        own = {"form_token": self.cookies.get("liaison_form") or ""}
        return self.post(self.url + path, data=own | fields, allow_redirects=False, timeout=30)

    def sign_in(self, name: str, password: str, **fields: str) -> requests.Response:
        self.open("/login")
        return self.send_form("/login", name=name, password=password, **fields)


@contextmanager
def serve(database_path: Path, log: Path) -> Iterator[RunningApp]:
    """Start the app on a free port and wait until it is healthy; it stops with the block."""
    port = free_port()
    app = RunningApp(f"http://127.0.0.1:{port}", Database(database_path), log)
    process = start(app, port)
    try:
        yield app
    finally:
        process.terminate()
        process.wait(timeout=30)


def start(app: RunningApp, port: int) -> subprocess.Popen[bytes]:
    """Start the app's process and wait until it is healthy; the caller ends it."""
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    environment = os.environ | {"LIAISON_DATABASE": str(app.db.path), "PYTHONUNBUFFERED": "1"}
    with app.log.open("ab") as output:
        process = subprocess.Popen(
            command + options, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait_until_healthy(app, process)
    except RuntimeError:
        process.terminate()
        raise
    return process


def _wait_until_healthy(app: RunningApp, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if app.visitor().get(f"{app.url}/health", timeout=5).ok:
                return
        except (requests.ConnectionError, requests.Timeout):
            pass
        time.sleep(0.2)
    raise RuntimeError(f"The app did not start:\n{app.log.read_text(encoding='utf-8')}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
