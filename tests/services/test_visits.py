"""Recording visits and calls."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.domain.errors import InvalidInput, NotPermitted
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import VisitKind
from liaison.services.enterprises import chip_counts, get_enterprise
from liaison.services.visits import list_visits, record_visit
from liaison.store.database import Database
from tests.conftest import (
    Clock,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)


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


def test_a_visit_of_a_mistyped_year_is_refused(db: Database, officer: Actor, own: int) -> None:
    for day in (date(1900, 1, 1), date(db.today().year - 6, 12, 31)):
        with pytest.raises(InvalidInput, match="date_long_ago"):
            record_visit(officer, db, own, kind=VisitKind.PHONE, visited_on=day, note="")
    long_ago = db.today() - timedelta(days=5 * 365)
    assert record_visit(officer, db, own, kind=VisitKind.PHONE, visited_on=long_ago, note="")


def test_what_is_refused(db: Database, officer: Actor, own: int) -> None:
    today = db.today()
    with pytest.raises(InvalidInput, match="date_in_future"):
        record_visit(officer, db, own, VisitKind.PHONE, today + timedelta(days=1))
    with pytest.raises(InvalidInput, match="required"):
        record_visit(officer, db, own, VisitKind.ON_SITE, today, " ")
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


@pytest.mark.parametrize(
    ("words", "later", "count"),
    [
        pytest.param(("两条线已开", None), timedelta(0), 1, id="pressed twice"),
        pytest.param(("", "下周看消防"), timedelta(hours=5), 1, id="heard of it hours later"),
        pytest.param(("两条线已开", None), timedelta(hours=25), 2, id="another day"),
        pytest.param(("", None), timedelta(minutes=5), 1, id="without a word, at once"),
        pytest.param(("", None), timedelta(hours=1), 2, id="a second call without a word"),
    ],
)
def test_the_same_visit_is_kept_once(
    db: Database,
    clock: Clock,
    officer: Actor,
    own: int,
    words: tuple[str, str | None],
    later: timedelta,
    count: int,
) -> None:
    day = db.today()
    ids = {record_visit(officer, db, own, VisitKind.PHONE, day, *words)}
    clock.moment += later
    ids.add(record_visit(officer, db, own, VisitKind.PHONE, day, *words))
    assert len(ids) == count
    view = get_enterprise(officer, db, own)
    assert [each.action for each in view.history].count("visit.recorded") == count
    assert len(list_visits(officer, db, own)) == count


VISITS = st.tuples(
    st.sampled_from(VisitKind),
    st.integers(0, 2),
    st.sampled_from(["两条线已开", " 两条线已开 ", "缺人"]),
    st.sampled_from([None, "下周看消防"]),
    st.booleans(),
)


@settings(max_examples=25)
@given(presses=st.lists(VISITS, min_size=1, max_size=12))
def test_as_many_visits_as_differ(
    tmp_path_factory: pytest.TempPathFactory,
    seeded_database: bytes,
    presses: list[tuple[VisitKind, int, str, str | None, bool]],
) -> None:
    path = tmp_path_factory.mktemp("visits") / "liaison.db"
    path.write_bytes(seeded_database)
    db = Database(path)
    officer = liaison_actor(make_liaison(db))
    own = make_enterprise(db)
    make_pair(db, own, officer.liaison_id or 0)
    for kind, days, note, step, by_official in presses:
        actor = OPERATOR if by_official else officer
        record_visit(actor, db, own, kind, db.today() - timedelta(days=days), note, step)
    differ = {(kind, days, note.strip(), *rest) for kind, days, note, *rest in presses}
    assert len(list_visits(OPERATOR, db, own)) == len(differ)
