"""import and undo."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from liaison.cli.frame import Desk, command, refuse, say, say_json, speak
from liaison.cli.import_document import import_document
from liaison.cli.import_wishes import column_choices, value_answers
from liaison.cli.pairs_document import by_role
from liaison.domain.conflicts import Resolutions, Side, resolve
from liaison.domain.errors import NotFound
from liaison.domain.parsing import Context
from liaison.domain.plan import (
    ExistingRows,
    ImportPlan,
    ImportReport,
    RowOutcome,
    count_outcomes,
)
from liaison.domain.problems import Level
from liaison.domain.progress import Report, Stage, silent
from liaison.domain.roles import Actor
from liaison.locales.sentences import place, problem_sentence
from liaison.services.gaps import gap_counts
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


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """What the options of import were set to."""

    kind: FileKind | None
    sheets: tuple[str, ...]
    year: int | None
    columns: tuple[str, ...]
    values: tuple[str, ...]
    existing: str
    conflicts: str | None
    dry_run: bool
    good_rows: bool
    rejects: Path | None
    as_json: bool

    @property
    def resolutions(self) -> Resolutions:
        return Resolutions(others=Side(self.conflicts) if self.conflicts else None)


def _import_options(function: Callable[..., None]) -> Callable[..., None]:
    rules, sides = ([each.value for each in kinds] for kinds in (ExistingRows, Side))
    path = click.Path(path_type=Path)
    option = click.option
    options = [
        option("--kind", type=_KINDS, help=speak("cli.import_kind")),
        option("--sheet", "sheets", multiple=True, help=speak("cli.import_sheet")),
        option("--year", type=click.IntRange(1990, 2100), help=speak("cli.import_year")),
        option(
            "--column", "columns", multiple=True, metavar="C=FIELD", help=speak("cli.import_column")
        ),
        option(
            "--value", "values", multiple=True, metavar="FIELD:W=V", help=speak("cli.import_value")
        ),
        option(
            "--existing",
            type=click.Choice(rules),
            default=rules[0],
            help=speak("cli.import_existing"),
        ),
        option("--conflicts", type=click.Choice(sides), help=speak("cli.import_conflicts")),
        option("--dry-run", is_flag=True, help=speak("cli.import_dry_run")),
        option("--good-rows", is_flag=True, help=speak("cli.import_good_rows")),
        option("--rejects", type=path, help=speak("cli.import_rejects")),
        option("--json", "as_json", is_flag=True, help=speak("cli.option_json")),
    ]
    for each in reversed(options):
        function = each(function)
    return function


@command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_import_options
def import_roster(desk: Desk, file: Path, **given: Any) -> None:
    options = ImportOptions(**given)
    if not file.is_file():
        raise NotFound("file_not_found", file=file)
    if options.rejects is not None and not options.rejects.parent.is_dir():
        raise NotFound("folder_not_found", folder=options.rejects.parent)
    actor = desk.actor
    context = Context(load_reference(actor, desk.db), desk.db.today(), options.year)
    report = _on_terminal() if sys.stderr.isatty() else silent
    plan = _plan(desk, actor, file, options, context, report)
    outcomes = resolve(plan.outcomes, options.resolutions)
    counts = count_outcomes(outcomes)
    if options.rejects is not None and counts["rejected"]:
        rejected = rejects_workbook(actor, desk.db, plan, speak.language)
        options.rejects.write_bytes(rejected)
    refusal = None if options.dry_run or options.good_rows else _refusal(counts)
    committed = not options.dry_run and refusal is None
    written = _commit(desk, actor, plan, options, report) if committed else None
    batch = written.batch_id if written else None
    if options.as_json:
        say_json(import_document(plan, outcomes, batch, committed, context))
    else:
        _say_plan(plan, outcomes, batch, committed)
        _say_pairs(desk, actor, written)
    if refusal is not None:
        refuse(refusal)


def _plan(
    desk: Desk, actor: Actor, file: Path, options: ImportOptions, context: Context, report: Report
) -> ImportPlan:
    return plan_roster_import(
        actor,
        desk.db,
        file.read_bytes(),
        file.name,
        kind=options.kind,
        sheets=options.sheets,
        year=options.year,
        mapping=column_choices(options.columns),
        answers=value_answers(options.values, context),
        existing=ExistingRows(options.existing),
        by_hand=bool(options.columns),
        report=report,
    )


def _commit(
    desk: Desk, actor: Actor, plan: ImportPlan, options: ImportOptions, report: Report
) -> ImportReport:
    return commit_roster_import(
        actor,
        desk.db,
        plan,
        good_rows_only=options.good_rows,
        resolutions=options.resolutions,
        report=report,
    )


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
        if sheet.setting.remembered_as is not None:
            say("import_remembered", name=sheet.setting.remembered_as)
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


def _say_pairs(desk: Desk, actor: Actor, written: ImportReport | None) -> None:
    """Who got their people at once, and the next step where enterprises still have nobody."""
    if written is None or written.batch_id is None:
        return
    if any(written.paired.values()):
        say("import_paired", **by_role(written.paired))
    if written.left_out or written.taken_in:
        say("import_ruled", left_out=written.left_out, taken_in=written.taken_in)
    gaps = gap_counts(actor, desk.db)
    if any(gaps.values()):
        say("import_gaps", **by_role(gaps))


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
