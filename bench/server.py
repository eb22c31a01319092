"""A Streamlit server as a process of its own, and a socket that asks it for reruns."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

ROOT = Path(__file__).resolve().parents[1]
_STARTS_WITHIN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A server of ours: its address and its process."""

    url: str
    pid: int


@contextmanager
def serve(script: Path, database_path: Path, log: Path) -> Iterator[str]:
    """Serve a script with the project's own configuration until the block ends; its address."""
    environment = os.environ | {"LIAISON_DATABASE": str(database_path)}
    command = ["-m", "streamlit", "run", str(script), "--server.port"]
    with _served(command, environment, log) as server:
        yield server.url


@contextmanager
def serve_tracker(database_path: Path, log: Path) -> Iterator[Server]:
    """Serve the tracker as its users do, by `liaison serve`, until the block ends."""
    command = ["-m", "liaison", "--database", str(database_path), "serve", "--port"]
    with _served(command, os.environ, log) as server:
        yield server


@contextmanager
def _served(arguments: list[str], environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Run Python with the arguments, the last of which takes the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, *arguments, str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 # our own interpreter and script
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_healthy(url, process, log)
            yield Server(url, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_SECONDS
    with requests.Session() as session:
        session.trust_env = False
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if session.get(f"{url}/_stcore/health", timeout=5).ok:
                    return
            except requests.ConnectionError:
                pass
            time.sleep(0.2)
    raise RuntimeError(f"The server did not start:\n{log.read_text(encoding='utf-8')}")


@contextmanager
def open_page(url: str, cookies: Mapping[str, str | None]) -> Iterator[ClientConnection]:
    """A browser's socket, over which a page sends what it shows."""
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    with connect(
        f"{url.replace('http:', 'ws:')}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit"), Subprotocol("none")],
        additional_headers={"Cookie": cookie},
        max_size=None,
        proxy=None,
    ) as connection:
        yield connection


def rerun(connection: ClientConnection) -> bytes:
    """Ask for a rerun and wait for everything it sends, message by message as it comes."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    connection.send(message.SerializeToString())
    # A page asked again at once is answered 40 ms late: the kernel waits before it acknowledges
    # what came, and the server for that. People leave more time between two clicks.
    connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
    answer, received = ForwardMsg(), b""
    while answer.WhichOneof("type") != "script_finished":
        raw = connection.recv(timeout=60, decode=False)
        answer.ParseFromString(raw)
        received += raw
    return received
