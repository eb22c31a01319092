"""Where the app finds its database."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from liaison.store.database import Database

VARIABLE = "LIAISON_DATABASE"
DEFAULT_PATH = Path("data/liaison.db")


def database() -> Database:
    """The one database object of this process."""
    return _open(Path(os.environ.get(VARIABLE) or DEFAULT_PATH))


@cache
def _open(path: Path) -> Database:
    return Database(path)
