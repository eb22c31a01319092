"""What must hold of writing rosters, whatever stands in them: again, in parts, undone, edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from liaison.domain.plan import ExistingRows, ImportPlan
from liaison.domain.roles import OPERATOR
from liaison.services.backup import check
from liaison.services.enterprises import find_enterprise, update_enterprise
from liaison.services.reports import export
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.services.roster_undo import undo_import
from liaison.store.database import Database
from tests.conftest import Clock
from tests.samples.invented_firms import Firm, cells_of, firms, labels_of
from tests.samples.making import book
from tests.workbooks import rows_of

few = settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow], deadline=None)
FreshDatabase = Callable[[], Database]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, seeded_database: bytes) -> FreshDatabase:
    """An empty city for each example."""

    def make() -> Database:
        path = tmp_path_factory.mktemp("city") / "liaison.db"
        path.write_bytes(seeded_database)
        return Database(path, Clock())

    return make


def plan_of(db: Database, roster: Sequence[Firm], **options: Any) -> ImportPlan:
    content = book([labels_of(), *map(cells_of, roster)])
    return plan_roster_import(OPERATOR, db, content, "台账.xlsx", **options)


def write(db: Database, roster: Sequence[Firm], **options: Any) -> int | None:
    return commit_roster_import(OPERATOR, db, plan_of(db, roster, **options)).batch_id


def kept(db: Database) -> list[tuple[Any, ...]]:
    """The whole roster as it would be handed out."""
    return sorted(rows_of(export(OPERATOR, db, "roster").content)[1:], key=str)


@st.composite
def two_rosters(draw: st.DrawFn) -> tuple[list[Firm], list[Firm]]:
    """A roster, and a later one: some of its firms with other values, and some new ones."""
    first = draw(firms(most=4))
    others = draw(firms(least=len(first), most=6))
    identity = ("name", "uscc", "county", "town")
    later = [
        {**other, **{key: firm[key] for key in identity}}
        for firm, other in zip(first, others, strict=False)
    ]
    known = {firm["uscc"] for firm in first}
    return first, [*later, *(other for other in others[len(first) :] if other["uscc"] not in known)]


@few
@given(roster=firms())
def test_importing_twice_changes_nothing(fresh: FreshDatabase, roster: list[Firm]) -> None:
    db = fresh()
    assert write(db, roster) == 1
    before = kept(db)
    again = plan_of(db, roster)
    assert again.counts()["unchanged"] == again.counts()["rows"] == len(roster)
    assert commit_roster_import(OPERATOR, db, again).batch_id is None
    assert kept(db) == before


@few
@given(roster=firms(least=2), cut=st.integers(1, 5))
def test_in_parts_or_as_a_whole(fresh: FreshDatabase, roster: list[Firm], cut: int) -> None:
    whole, parts = fresh(), fresh()
    write(whole, roster)
    for part in filter(None, (roster[cut:], roster[:cut])):
        write(parts, part)
    assert kept(parts) == kept(whole)
    assert plan_of(parts, roster).counts()["unchanged"] == len(roster)


@few
@given(rosters=two_rosters())
def test_an_undo_gives_back_what_was(
    fresh: FreshDatabase, rosters: tuple[list[Firm], list[Firm]]
) -> None:
    db = fresh()
    first, later = rosters
    batch = write(db, first)
    before = kept(db)
    second = write(db, later)
    if second is not None:
        assert undo_import(OPERATOR, db, second).kept == ()
    assert kept(db) == before
    assert undo_import(OPERATOR, db, batch or 0).removed == len(first)
    assert kept(db) == []
    assert check(OPERATOR, db).is_sound


@few
@given(rosters=two_rosters())
def test_existing_rows_are_left_or_filled_or_updated(
    fresh: FreshDatabase, rosters: tuple[list[Firm], list[Firm]]
) -> None:
    db = fresh()
    first, later = rosters
    write(db, first)
    known = {firm["uscc"]: firm for firm in first}
    for wish, may_change in {
        ExistingRows.LEAVE: lambda old, key: False,
        ExistingRows.FILL: lambda old, key: key not in old,
        ExistingRows.UPDATE: lambda old, key: True,
    }.items():
        for firm, outcome in zip(later, plan_of(db, later, existing=wish).outcomes, strict=True):
            old = known.get(firm["uscc"])
            if old is not None:
                differs = {key for key in firm if firm[key] != old.get(key)}
                # Nothing said of a status or a filing is stored as not resumed and not filed.
                said = differs - {"status", "filing_status"} | (differs & old.keys())
                found = outcome.changes.keys() | outcome.conflicts.keys()
                assert {key for key in said if may_change(old, key)} <= found <= differs
                assert {key for key in said if not may_change(old, key)} <= outcome.left.keys()


EDITS = {"remark": "人工改过", "contact_name": "人工改名", "employees": 7, "power_kwh": 7.5}


@few
@given(roster=firms(), data=st.data())
def test_what_a_person_edited_is_never_overwritten_in_silence(
    fresh: FreshDatabase, roster: list[Firm], data: st.DataObject
) -> None:
    db = fresh()
    write(db, roster)
    firm = data.draw(st.sampled_from(roster))
    keys = sorted(EDITS.keys() & firm.keys())
    assume(keys)
    key = data.draw(st.sampled_from(keys))
    enterprise = find_enterprise(OPERATOR, db, firm["uscc"])
    update_enterprise(OPERATOR, db, enterprise, version=None, changes={key: EDITS[key]})
    edited = kept(db)
    plan = plan_of(db, roster)
    assert [each.conflicts for each in plan.outcomes if each.conflicts] == [
        {key: (EDITS[key], firm[key])}
    ]
    assert commit_roster_import(OPERATOR, db, plan, good_rows_only=True).batch_id is None
    assert kept(db) == edited
