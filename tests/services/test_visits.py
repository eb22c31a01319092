"""Recording visits and calls."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison.domain.errors import InvalidInput, NotPermitted
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import VisitKind
from liaison.services.enterprises import chip_counts, get_enterprise
from liaison.services.visits import list_visits, record_visit
from liaison.store.database import Database
from tests.conftest import liaison_actor, make_enterprise, make_liaison, make_pair, official_of


@pytest.fixture
def officer(db: Database) -> Actor:
    return liaison_actor(make_liaison(db))


@pytest.fixture
def own(db: Database, officer: Actor) -> int:
    enterprise_id = make_enterprise(db)
    make_pair(db, enterprise_id, officer.liaison_id or 0)
    return enterprise_id


def test_a_visit_is_seen_told_and_takes_it_off_the_list(
    db: Database, officer: Actor, own: int
) -> None:
    assert chip_counts(officer, db, EnterpriseFilter())["to_visit"] == 1
    day = db.today() - timedelta(days=1)
    visit_id = record_visit(officer, db, own, VisitKind.ON_SITE, day, " 讲了防诈骗 ", "下周看消防")
    (visit,) = list_visits(officer, db, own)
    assert (visit.id, visit.note, visit.next_step) == (visit_id, "讲了防诈骗", "下周看消防")
    assert (visit.visited_on, visit.created_by) == (day, officer.name)
    (entry,) = get_enterprise(officer, db, own).history
    assert (entry.action, entry.entity_id) == ("visit.recorded", str(visit_id))
    assert dict(entry.changes) == {
        "kind": (None, "on_site"),
        "visited_on": (None, day.isoformat()),
        "note": (None, "讲了防诈骗"),
        "next_step": (None, "下周看消防"),
    }
    assert chip_counts(officer, db, EnterpriseFilter())["to_visit"] == 0


def test_a_call_needs_no_words(db: Database, officer: Actor, own: int) -> None:
    record_visit(officer, db, own, VisitKind.PHONE, db.today())
    assert list_visits(officer, db, own)[0].note == ""


def test_visits_come_in_pages_latest_first(db: Database, officer: Actor, own: int) -> None:
    for days in (3, 1, 2):
        day = db.today() - timedelta(days=days)
        record_visit(officer, db, own, VisitKind.PHONE, day, f"{days}")
    pages = [list_visits(officer, db, own, page=number, page_size=2) for number in (1, 2)]
    assert [[visit.note for visit in page] for page in pages] == [["1", "2"], ["3"]]


def test_what_is_refused(db: Database, officer: Actor, own: int) -> None:
    today = db.today()
    with pytest.raises(InvalidInput, match="date_in_future"):
        record_visit(officer, db, own, VisitKind.PHONE, today + timedelta(days=1))
    with pytest.raises(InvalidInput, match="too_long"):
        record_visit(officer, db, own, VisitKind.PHONE, today, "长" * 501)
    with pytest.raises(InvalidInput, match="too_long"):
        record_visit(officer, db, own, VisitKind.PHONE, today, "", "长" * 201)
    other = make_enterprise(db)
    with pytest.raises(NotPermitted):
        record_visit(officer, db, other, VisitKind.PHONE, today)
    with pytest.raises(NotPermitted):
        list_visits(officer, db, other)
    with pytest.raises(NotPermitted):
        record_visit(official_of("330502"), db, own, VisitKind.PHONE, today)
    assert list_visits(officer, db, own) == []
