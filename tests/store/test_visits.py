"""Visits: kept with what the list tells of them."""

from __future__ import annotations

from datetime import date

import pytest

from liaison.domain.vocabulary import VisitKind
from liaison.store import visits
from liaison.store.database import Database
from liaison.store.enterprise_rows import rows_of
from tests.conftest import make_enterprise


def visit(db: Database, enterprise_id: int, kind: VisitKind, day: date) -> int:
    with db.write() as connection:
        return visits.insert(
            connection,
            enterprise_id=enterprise_id,
            kind=kind,
            visited_on=day,
            note="看了仓库",
            next_step=None,
            at=db.now(),
            by="张三",
        )


@pytest.mark.parametrize(
    ("kind", "visited"),
    [
        pytest.param(VisitKind.ON_SITE, date(2026, 11, 9), id="on site counts as a visit"),
        pytest.param(VisitKind.PHONE, None, id="a call is a contact"),
        pytest.param(VisitKind.ONLINE, None, id="so is a meeting online"),
    ],
)
def test_last_contact_and_visit_follow(db: Database, kind: VisitKind, visited: date | None) -> None:
    enterprise_id = make_enterprise(db)
    visit(db, enterprise_id, kind, date(2026, 11, 9))
    with db.read() as connection:
        (row,) = rows_of(connection, [enterprise_id], today=db.today(), now=db.now())
    assert (row.contacted_on, row.visited_on) == (date(2026, 11, 9), visited)
    assert row.version == 1


def test_an_older_visit_moves_nothing_back(db: Database) -> None:
    enterprise_id = make_enterprise(db)
    visit(db, enterprise_id, VisitKind.ON_SITE, date(2026, 11, 9))
    visit(db, enterprise_id, VisitKind.ON_SITE, date(2026, 10, 1))
    with db.read() as connection:
        (row,) = rows_of(connection, [enterprise_id], today=db.today(), now=db.now())
        days = [each.visited_on for each in visits.of_enterprise(connection, enterprise_id)]
    assert (row.contacted_on, row.visited_on) == (date(2026, 11, 9), date(2026, 11, 9))
    assert days == [date(2026, 11, 9), date(2026, 10, 1)]
