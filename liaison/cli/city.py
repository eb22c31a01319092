"""demo and serve: the commands that end with the app in a browser."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from liaison.cli.frame import Desk, command, say, speak
from liaison.domain.enterprise_links import address
from liaison.domain.roles import OPERATOR
from liaison.services.demo_city import doors, is_demo_city, make_demo_city

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"
_PORT = click.option(
    "--port", type=click.IntRange(1, 65535), default=8501, help=speak("cli.option_port")
)


@command("serve")
@click.option("--host", default="127.0.0.1", help=speak("cli.option_host"))
@_PORT
def serve(desk: Desk, host: str, port: int) -> None:
    _serve(desk, host, port)


@command("demo")
@_PORT
@click.option("--no-serve", is_flag=True, help=speak("cli.demo_no_serve"))
def demo(desk: Desk, port: int, no_serve: bool) -> None:
    if is_demo_city(desk.db):
        say("demo_kept", path=desk.db.path)
        city = doors(OPERATOR, desk.db)
    else:
        city = make_demo_city(OPERATOR, desk.db, say)
    say("demo_ready")
    for role, name in city.accounts:
        say("demo_account", role=speak.label("role", role), name=name, password=city.password)
    say("demo_link", address=address(f"http://127.0.0.1:{port}", city.link_token))
    if not no_serve:
        _serve(desk, "127.0.0.1", port)


def _serve(desk: Desk, host: str, port: int) -> None:
    """Become the server: the same process, so that Ctrl+C and a service manager reach it."""
    say("serve_at", address=f"http://{host}:{port}")
    sys.stdout.flush()
    environment = os.environ | {"LIAISON_DATABASE": str(desk.db.path)}
    arguments = [sys.executable, "-m", "streamlit", "run", str(APP)]
    options = ["--server.address", host, "--server.port", str(port), "--server.headless", "true"]
    os.chdir(APP.parent)  # Streamlit takes .streamlit/config.toml from where it is started
    os.execve(sys.executable, arguments + options, environment)  # noqa: S606 # our own interpreter
