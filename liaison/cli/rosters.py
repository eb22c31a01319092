"""import and undo."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from liaison.cli.frame import Desk, command, refuse, say, say_json, speak
from liaison.cli.import_document import import_document
from liaison.cli.import_wishes import column_choices, value_answers
from liaison.domain.conflicts import Resolutions, Side, resolve
from liaison.domain.errors import NotFound
from liaison.domain.parsing import Context
from liaison.domain.plan import ExistingRows, ImportPlan, RowOutcome, count_outcomes
from liaison.domain.problems import Level
from liaison.domain.progress import Report, Stage, silent
from liaison.locales.sentences import place, problem_sentence
from liaison.services.reference import load_reference
from liaison.services.roster_import import (
    commit_roster_import,
    plan_roster_import,
    rejects_workbook,
)
from liaison.services.roster_kind import FileKind
from liaison.services.roster_undo import undo_import

_KINDS = click.Choice(["enterprises", "officers", "commissioners"])
_SHOWN_PROBLEMS = 20
_SECONDS_BETWEEN_REPORTS = 0.2


def _import_options(function: Callable[..., None]) -> Callable[..., None]:
    options = [
        click.option("--kind", type=_KINDS, help=speak("cli.import_kind")),
        click.option("--sheet", "sheets", multiple=True, help=speak("cli.import_sheet")),
        click.option("--year", type=click.IntRange(1990, 2100), help=speak("cli.import_year")),
        click.option(
            "--column", "columns", multiple=True, metavar="C=FIELD", help=speak("cli.import_column")
        ),
        click.option(
            "--value", "values", multiple=True, metavar="FIELD:W=V", help=speak("cli.import_value")
        ),
        click.option(
            "--existing",
            type=click.Choice([each.value for each in ExistingRows]),
            default=ExistingRows.UPDATE.value,
            help=speak("cli.import_existing"),
        ),
        click.option(
            "--conflicts",
            type=click.Choice([each.value for each in Side]),
            help=speak("cli.import_conflicts"),
        ),
        click.option("--dry-run", is_flag=True, help=speak("cli.import_dry_run")),
        click.option("--good-rows", is_flag=True, help=speak("cli.import_good_rows")),
        click.option(
            "--rejects", type=click.Path(path_type=Path), help=speak("cli.import_rejects")
        ),
        click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json")),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_import_options
def import_roster(
    desk: Desk,
    file: Path,
    kind: FileKind | None,
    sheets: tuple[str, ...],
    year: int | None,
    columns: tuple[str, ...],
    values: tuple[str, ...],
    existing: ExistingRows,
    conflicts: Side | None,
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
    context = Context(load_reference(actor, desk.db), desk.db.today(), year)
    report = _on_terminal() if sys.stderr.isatty() else silent
    plan = plan_roster_import(
        actor,
        desk.db,
        file.read_bytes(),
        file.name,
        kind=kind,
        sheets=sheets,
        year=year,
        mapping=column_choices(columns),
        answers=value_answers(values, context),
        existing=ExistingRows(existing),
        by_hand=bool(columns),
        report=report,
    )
    resolutions = Resolutions(others=Side(conflicts) if conflicts else None)
    outcomes = resolve(plan.outcomes, resolutions)
    counts = count_outcomes(outcomes)
    if rejects is not None and counts["rejected"]:
        rejects.write_bytes(rejects_workbook(actor, desk.db, plan, speak.language))
    refusal = None if dry_run or good_rows else _refusal(counts)
    batch = None
    committed = not dry_run and refusal is None
    if committed:
        batch = commit_roster_import(
            actor,
            desk.db,
            plan,
            good_rows_only=good_rows,
            resolutions=resolutions,
            report=report,
        ).batch_id
    if as_json:
        say_json(import_document(plan, outcomes, batch, committed, context))
    else:
        _say_plan(plan, outcomes, batch, committed)
    if refusal is not None:
        refuse(refusal)


def _refusal(counts: dict[str, int]) -> str | None:
    """Why the file is not written whole."""
    if counts["rejected"]:
        return speak("errors.roster_has_rejects", rejected=counts["rejected"])
    if counts["conflicting"]:
        return speak("errors.roster_has_conflicts", conflicting=counts["conflicting"])
    return None


def _on_terminal() -> Report:
    """Tells the stage and its rows in one line that is written over."""
    told_at = 0.0

    def report(stage: Stage, done: int, total: int | None) -> None:
        nonlocal told_at
        now = time.monotonic()
        if now - told_at < _SECONDS_BETWEEN_REPORTS and done != total:
            return
        told_at = now
        rows = f"{done:,} / {total:,}" if total is not None else f"{done:,}"
        is_last = stage is Stage.WRITE and done == total
        text = "" if is_last else speak(f"progress.{stage}", rows=rows)
        click.echo(f"\r\033[K{text}", nl=False, err=True)

    return report


def _say_plan(
    plan: ImportPlan, outcomes: Sequence[RowOutcome], batch: int | None, committed: bool
) -> None:
    for sheet in plan.sheets:
        counts = count_outcomes(each for each in outcomes if each.sheet == sheet.sheet)
        say("import_sheet_counts", sheet=sheet.sheet, **counts)
        for letter, label in sheet.left_out.items():
            say("import_left_out", column=letter, label=label)
    for name, reason in plan.unread_sheets:
        say("import_unread", sheet=name, why=speak(f"import_page.unread.{reason}"))
    _say_problems(plan)
    for unknown in plan.unknown_values:
        field = speak(f"fields.{plan.kind}.{unknown.field}")
        say("import_unknown", field=field, word=unknown.word, rows=len(unknown.rows))
    say("import_totals", **count_outcomes(outcomes))
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
            {
                "id": each.record_id,
                "name": each.name,
                "reason": each.reason,
                "fields": list(each.fields),
            }
            for each in report.kept
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
    for each in report.kept:
        say(f"undo_kept_{each.reason}", name=each.name)
