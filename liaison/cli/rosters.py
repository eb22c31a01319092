"""import and undo."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from liaison.cli.frame import Desk, command, refuse, say, say_json, speak
from liaison.domain.errors import NotFound
from liaison.domain.plan import ImportPlan, OutcomeKind
from liaison.domain.problems import Level
from liaison.locales.sentences import place, problem_sentence
from liaison.services.roster_import import (
    commit_roster_import,
    plan_roster_import,
    rejects_workbook,
)
from liaison.services.roster_reading import FileKind
from liaison.services.roster_undo import undo_import

_KINDS = click.Choice(["enterprises", "officers", "commissioners"])
_SHOWN_PROBLEMS = 20


@command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", type=_KINDS, help=speak("cli.import_kind"))
@click.option("--sheet", "sheets", multiple=True, help=speak("cli.import_sheet"))
@click.option("--year", type=int, help=speak("cli.import_year"))
@click.option("--dry-run", is_flag=True, help=speak("cli.import_dry_run"))
@click.option("--good-rows", is_flag=True, help=speak("cli.import_good_rows"))
@click.option("--rejects", type=click.Path(path_type=Path), help=speak("cli.import_rejects"))
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def import_roster(
    desk: Desk,
    file: Path,
    kind: FileKind | None,
    sheets: tuple[str, ...],
    year: int | None,
    dry_run: bool,
    good_rows: bool,
    rejects: Path | None,
    as_json: bool,
) -> None:
    if not file.is_file():
        raise NotFound("file_not_found", file=file)
    if rejects is not None and not rejects.parent.is_dir():
        raise NotFound("folder_not_found", folder=rejects.parent)
    actor = desk.actor
    plan = plan_roster_import(
        actor, desk.db, file.read_bytes(), file.name, kind=kind, sheets=sheets, year=year
    )
    rejected = plan.counts()["rejected"]
    if rejects is not None and rejected:
        rejects.write_bytes(rejects_workbook(actor, desk.db, plan, speak.language))
    is_refused = bool(rejected) and not good_rows and not dry_run
    batch = None
    if not dry_run and not is_refused:
        batch = commit_roster_import(actor, desk.db, plan, good_rows_only=good_rows).batch_id
    committed = not dry_run and not is_refused
    if as_json:
        say_json(_document(plan, batch, committed))
    else:
        _say_plan(plan, batch, committed)
    if is_refused:
        refuse(speak("errors.roster_has_rejects", rejected=rejected))


def _document(plan: ImportPlan, batch: int | None, committed: bool) -> dict[str, Any]:
    return {
        "batch": batch,
        "committed": committed,
        "kind": plan.kind_name,
        "sheets": [
            {
                "sheet": sheet.sheet,
                "header_rows": list(sheet.header_rows),
                "columns": dict(sheet.columns),
                "unmatched": dict(sheet.unmatched),
                "left_out": dict(sheet.left_out),
                **plan.counts(sheet.sheet),
                "skipped_rows": [row_number for row_number, _ in sheet.skipped],
            }
            for sheet in plan.sheets
        ],
        "unread_sheets": [name for name, _ in plan.unread_sheets],
        "totals": plan.counts(),
        "problems": [
            {
                "sheet": problem.sheet,
                "row": problem.row_number,
                "column": problem.column,
                "field": problem.field,
                "code": problem.code,
                "value": problem.value,
                "level": problem.level.value,
            }
            for problem in plan.problems
        ],
        "changes": [
            {
                "sheet": outcome.sheet,
                "row": outcome.row_number,
                "id": outcome.record_id,
                "fields": {key: list(pair) for key, pair in outcome.changes.items()},
            }
            for outcome in plan.outcomes
            if outcome.kind is OutcomeKind.CHANGED
        ],
    }


def _say_plan(plan: ImportPlan, batch: int | None, committed: bool) -> None:
    for sheet in plan.sheets:
        say("import_sheet_counts", sheet=sheet.sheet, **plan.counts(sheet.sheet))
        for letter, label in sheet.left_out.items():
            say("import_left_out", column=letter, label=label)
    for name, reason in plan.unread_sheets:
        say("import_unread", sheet=name, why=speak(f"cli.unread_{reason}"))
    _say_problems(plan)
    say("import_totals", **plan.counts())
    if batch is not None:
        say("import_written", batch=batch)
    elif committed:
        say("import_nothing_to_write")
    else:
        say("import_not_written")


def _say_problems(plan: ImportPlan) -> None:
    """Errors first; the warnings of one kind are counted where they are many."""
    problems = sorted(plan.problems, key=lambda each: each.level is Level.WARNING)
    for problem in problems[:_SHOWN_PROBLEMS]:
        key = "import_error" if problem.level is Level.ERROR else "import_warning"
        what = problem_sentence(problem, plan.kind, speak)
        say(key, place=place(problem, speak), what=what)
    for code, number in Counter(each.code for each in problems[_SHOWN_PROBLEMS:]).items():
        say("import_more", number=number, what=speak(f"problems.{code}"))


@command("undo")
@click.argument("batch", type=int)
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def undo(desk: Desk, batch: int, as_json: bool) -> None:
    report = undo_import(desk.actor, desk.db, batch)
    if as_json:
        kept = [
            {"id": record_id, "name": name, "fields": list(fields)}
            for record_id, name, fields in report.kept
        ]
        say_json(
            {
                "batch": report.batch_id,
                "removed": report.removed,
                "restored": report.restored,
                "kept": kept,
            }
        )
        return
    say("undo_done", batch=batch, removed=report.removed, restored=report.restored)
    for _, name, _ in report.kept:
        say("undo_kept", name=name)
