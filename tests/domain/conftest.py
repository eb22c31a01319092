"""What cells are read against: the city's reference data on a day that stands."""

from __future__ import annotations

from datetime import date

import pytest

from liaison.domain.parsing import Context
from liaison.store import reference
from liaison.store.database import Database


@pytest.fixture
def context(db: Database) -> Context:
    with db.read() as connection:
        return Context(reference.load(connection), date(2026, 11, 10))
