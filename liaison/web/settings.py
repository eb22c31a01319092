"""Where the app finds its database, and by what a page knows its process again."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from secrets import token_hex

from liaison.store.database import Database

VARIABLE = "LIAISON_DATABASE"
DEFAULT_PATH = Path("data/liaison.db")

#: Another one after every start: a page of an earlier process has lost its session.
STARTED = token_hex(4)


def database() -> Database:
    """The one database object of this process."""
    return _open(Path(os.environ.get(VARIABLE) or DEFAULT_PATH))


@cache
def _open(path: Path) -> Database:
    return Database(path)
