"""Our own stylesheets and scripts, under addresses that change with their content."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "static"


@cache
def asset(name: str) -> str:
    """The address of a file in static/: browsers keep it until it changes."""
    version = sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    return f"/assets/{name}?v={version}"
