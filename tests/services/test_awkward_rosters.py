"""Rosters as officials keep them: from each file of tests/samples the perfect is taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from liaison.domain.errors import LiaisonError
from liaison.domain.plan import ImportPlan, OutcomeKind, RowOutcome, SheetPlan
from liaison.domain.roles import Actor
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.store.database import Database
from tests.samples.expectations import Sample, Taken
from tests.samples.making import has_office
from tests.samples.rosters import ALL


def params(samples: Iterable[Sample]) -> list[Any]:
    return [pytest.param(each, id=each.make.__name__) for each in samples]


READABLE = params(each for each in ALL.values() if not each.refused)
REFUSED = params(each for each in ALL.values() if each.refused)
# What thirty thousand rows cost the second time is for the benchmarks to say.
WRITTEN_TWICE = params(each for each in ALL.values() if not each.refused and not each.is_large)


def plan_of(sample: Sample, administrator: Actor, db: Database) -> ImportPlan:
    if sample.needs_office and not has_office():
        pytest.skip("this sample is saved by LibreOffice, which is not installed")
    return plan_roster_import(administrator, db, sample.make(), sample.name, **sample.options)


@pytest.mark.parametrize("sample", READABLE)
def test_what_is_taken_is_perfect(sample: Sample, administrator: Actor, db: Database) -> None:
    plan = plan_of(sample, administrator, db)
    assert plan.kind_name == sample.kind
    assert dict(plan.unread_sheets) == dict(sample.unread)
    assert {each.sheet for each in plan.sheets} == set(sample.sheets)
    assert [line for sheet in plan.sheets for line in differences(sheet, plan, sample)] == []
    assert [each.sheet for each in plan.sheets if not accounts_for_every_row(each, plan)] == []


@pytest.mark.parametrize("sample", REFUSED)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    sample: Sample, administrator: Actor, db: Database
) -> None:
    with pytest.raises(LiaisonError) as refused:
        plan_of(sample, administrator, db)
    assert refused.value.code == sample.refused


@pytest.mark.parametrize("sample", WRITTEN_TWICE)
def test_importing_it_twice_changes_nothing(
    sample: Sample, administrator: Actor, db: Database
) -> None:
    plan = plan_of(sample, administrator, db)
    commit_roster_import(administrator, db, plan, good_rows_only=True)
    again = plan_of(sample, administrator, db)
    assert [each.changes | each.conflicts for each in again.outcomes] == [{}] * len(again.outcomes)
    assert again.counts() == plan.counts() | {"new": 0, "unchanged": plan.counts()["new"]}


def accounts_for_every_row(sheet: SheetPlan, plan: ImportPlan) -> bool:
    """Each row from the first to the last is header, data or skipped, and only one of them."""
    taken = [each.row_number for each in plan.outcomes if each.sheet == sheet.sheet]
    skipped = [row_number for row_number, _ in sheet.skipped]
    rows = sorted([*taken, *skipped, *sheet.header_rows])
    counts = plan.counts(sheet.sheet)
    by_outcome = [counts[kind.value] for kind in OutcomeKind]
    return rows == list(range(rows[0], rows[-1] + 1)) and sum(by_outcome) == len(taken)


def differences(sheet: SheetPlan, plan: ImportPlan, sample: Sample) -> list[str]:
    taken = sample.sheets[sheet.sheet]
    wanted, found = wanted_of(taken), found_in(sheet, plan, taken)
    return [
        f"{sheet.sheet}: {aspect} {found[aspect]} instead of {wanted[aspect]}"
        for aspect in wanted
        if found[aspect] != wanted[aspect]
    ]


def wanted_of(taken: Taken) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "rows": sorted(taken.rows),
        "rejected": sorted(taken.rejected),
        "skipped": dict(taken.skipped),
        "problems": sorted(taken.problems, key=str),
        "left_out": dict(taken.left_out),
        "values": {number: dict(values) for number, values in taken.values.items()},
    }
    return wanted if taken.columns is None else wanted | {"columns": taken.columns}


def found_in(sheet: SheetPlan, plan: ImportPlan, taken: Taken) -> dict[str, Any]:
    """What the plan holds of one sheet, in the words of `wanted_of`."""
    outcomes = {each.row_number: each for each in plan.outcomes if each.sheet == sheet.sheet}
    problems = [problem for outcome in outcomes.values() for problem in outcome.problems]
    found: dict[str, Any] = {
        "rows": sorted(outcomes),
        "rejected": [n for n, each in outcomes.items() if each.kind is OutcomeKind.REJECTED],
        "skipped": skipped_in(sheet, taken),
        "problems": sorted(((p.row_number, p.column, p.code) for p in problems), key=str),
        "left_out": dict(sheet.left_out),
        "values": {
            number: values_of(outcomes.get(number), wanted)
            for number, wanted in taken.values.items()
        },
    }
    if taken.columns is not None:
        letters = list(sheet.labels)[list(sheet.labels).index(taken.first_column) :]
        found["columns"] = " ".join(sheet.columns.get(letter, "-") for letter in letters)
    return found


def skipped_in(sheet: SheetPlan, taken: Taken) -> dict[int, str]:
    """The skipped rows; a reason that is one of those wanted stands for all of them."""
    wanted = {number: taken.skipped.get(number, "") for number, _ in sheet.skipped}
    return {
        number: wanted[number] if reason in wanted[number].split("|") else reason
        for number, reason in sheet.skipped
    }


def values_of(outcome: RowOutcome | None, wanted: Mapping[str, object]) -> dict[str, Any]:
    return {key: outcome.values.get(key) for key in wanted} if outcome else {}
