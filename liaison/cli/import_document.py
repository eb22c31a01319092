"""What `import --json` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liaison.domain.fields import allowed_values, field_table
from liaison.domain.parsing import Context
from liaison.domain.plan import ImportPlan, OutcomeKind, RowOutcome, UnknownValue, count_outcomes
from liaison.domain.problems import Problem


def import_document(
    plan: ImportPlan,
    outcomes: Sequence[RowOutcome],
    batch: int | None,
    committed: bool,
    context: Context,
) -> dict[str, Any]:
    """The plan as it was decided: `outcomes` are its rows after the person's choices."""
    return {
        "batch": batch,
        "committed": committed,
        "kind": plan.kind_name,
        "sheets": _sheets(plan, outcomes),
        "unread_sheets": [name for name, _ in plan.unread_sheets],
        "unread_reasons": dict(plan.unread_sheets),
        "totals": _counts(outcomes),
        "problems": [_problem(each) for each in plan.problems],
        "changes": [
            _place(each) | {"fields": _pairs(each.changes)}
            for each in outcomes
            if each.kind is OutcomeKind.CHANGED
        ],
        "conflicts": [
            _place(each) | {"fields": _pairs(each.conflicts)}
            for each in outcomes
            if each.kind is OutcomeKind.CONFLICTING
        ],
        "unknown_values": [_unknown(plan, each, context) for each in plan.unknown_values],
    }


def _counts(outcomes: Sequence[RowOutcome]) -> dict[str, int]:
    """The counts by outcome; rows in conflict are counted where there are any."""
    counts = count_outcomes(outcomes)
    return (
        counts
        if counts["conflicting"]
        else {kind: number for kind, number in counts.items() if kind != OutcomeKind.CONFLICTING}
    )


def _sheets(plan: ImportPlan, outcomes: Sequence[RowOutcome]) -> list[dict[str, Any]]:
    return [
        {
            "sheet": sheet.sheet,
            "header_rows": list(sheet.header_rows),
            "columns": dict(sheet.columns),
            "certainty": {letter: sheet.certainty[letter] for letter in sheet.columns},
            "unmatched": dict(sheet.unmatched),
            "left_out": dict(sheet.left_out),
            "remembered_as": sheet.setting.remembered_as,
            **_counts([each for each in outcomes if each.sheet == sheet.sheet]),
            "skipped_rows": [row_number for row_number, _ in sheet.skipped],
            "skipped": {str(row_number): reason for row_number, reason in sheet.skipped},
        }
        for sheet in plan.sheets
    ]


def _problem(problem: Problem) -> dict[str, Any]:
    document = {
        "sheet": problem.sheet,
        "row": problem.row_number,
        "column": problem.column,
        "field": problem.field,
        "code": problem.code,
        "value": problem.value,
        "level": problem.level.value,
    }
    if problem.twin is not None:
        document["like"] = {"sheet": problem.twin[0], "row": problem.twin[1]}
    if problem.record is not None:
        document["record"] = {"id": problem.record[0], "name": problem.record[1]}
    return document


def _place(outcome: RowOutcome) -> dict[str, Any]:
    return {"sheet": outcome.sheet, "row": outcome.row_number, "id": outcome.record_id}


def _pairs(changes: Any) -> dict[str, list[Any]]:
    return {key: list(pair) for key, pair in changes.items()}


def _unknown(plan: ImportPlan, unknown: UnknownValue, context: Context) -> dict[str, Any]:
    field = field_table(plan.kind)[unknown.field]
    return {
        "field": unknown.field,
        "value": unknown.word,
        "code": unknown.code,
        "rows": [{"sheet": sheet, "row": row} for sheet, row in unknown.rows],
        "allowed": list(allowed_values(field, unknown.word, context)),
    }
