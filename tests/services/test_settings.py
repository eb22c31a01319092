"""The rhythm as administrators set it: in force at once, kept in history, nothing overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison.domain.errors import InvalidInput, NotPermitted, StaleRecord
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.rhythm import Rhythm
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import VisitKind
from liaison.services.enterprises import chip_counts
from liaison.services.figures import figures
from liaison.services.my_week import get_week
from liaison.services.settings import get_rhythm_setting, set_rhythm, settings_history
from liaison.services.visits import record_visit
from liaison.store.database import Database
from tests.conftest import liaison_actor, make_enterprise, make_liaison, make_pair, official_of


def test_it_begins_with_a_week_and_a_month(db: Database, administrator: Actor) -> None:
    assert get_rhythm_setting(administrator, db).rhythm == Rhythm(contact_days=7, visit_days=30)
    assert settings_history(administrator, db) == []


def test_a_change_is_kept_with_who_from_and_to(db: Database, administrator: Actor) -> None:
    set_rhythm(administrator, db, contact_days=5)
    saved = set_rhythm(administrator, db, contact_days=5, visit_days=14)
    assert saved.rhythm == Rhythm(contact_days=5, visit_days=14)
    latest, first = settings_history(administrator, db)
    assert (first.actor, first.changes) == ("administrator", {"contact_days": (7, 5)})
    assert (latest.action, latest.changes) == ("setting.changed", {"visit_days": (30, 14)})


def test_what_changes_nothing_leaves_no_trace(db: Database, administrator: Actor) -> None:
    before = get_rhythm_setting(administrator, db)
    assert set_rhythm(administrator, db, contact_days=7, visit_days=30, version=99) == before
    assert settings_history(administrator, db) == []


def test_the_second_of_two_sees_both_versions(db: Database, administrator: Actor) -> None:
    seen = get_rhythm_setting(administrator, db)
    set_rhythm(OPERATOR, db, contact_days=3)
    with pytest.raises(StaleRecord) as caught:
        set_rhythm(administrator, db, contact_days=10, version=seen.version)
    stale = caught.value
    assert (stale.by, stale.current["contact_days"], dict(stale.attempted)) == (
        "operator",
        3,
        {"contact_days": 10},
    )
    set_rhythm(administrator, db, contact_days=10, version=stale.version)
    assert get_rhythm_setting(administrator, db).rhythm.contact_days == 10


@pytest.mark.parametrize("days", [0, -1, 366])
@pytest.mark.parametrize("key", ["contact_days", "visit_days"])
def test_days_have_their_limits(db: Database, administrator: Actor, key: str, days: int) -> None:
    with pytest.raises(InvalidInput, match="rhythm_out_of_range") as caught:
        set_rhythm(administrator, db, **{key: days})
    assert caught.value.values["field"] == key
    assert get_rhythm_setting(administrator, db).version == 0


def test_only_administrators_set_it(db: Database) -> None:
    for actor in (official_of(None), liaison_actor(make_liaison(db))):
        with pytest.raises(NotPermitted):
            set_rhythm(actor, db, contact_days=3)


def test_week_chips_and_dashboard_follow_at_once(db: Database, administrator: Actor) -> None:
    officer = liaison_actor(make_liaison(db))
    enterprise_id = make_enterprise(db)
    make_pair(db, enterprise_id, officer.liaison_id or 0)
    day = db.today() - timedelta(days=4)
    record_visit(OPERATOR, db, enterprise_id, VisitKind.ON_SITE, day, "已走访")

    def kept() -> tuple[int, int, list[float | None]]:
        (numbers,) = get_week(officer, db).numbers
        counted = figures(administrator, db).figures
        return (
            numbers.contacted + numbers.visited,
            chip_counts(officer, db, EnterpriseFilter())["to_visit"],
            [counted[key].value for key in ("contact_rhythm", "visit_rhythm")],
        )

    assert kept() == (2, 0, [1, 1])
    set_rhythm(administrator, db, contact_days=4)
    assert kept() == (1, 1, [0, 1])
    set_rhythm(administrator, db, contact_days=5, visit_days=2)
    assert kept() == (1, 1, [1, 0])
