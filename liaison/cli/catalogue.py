"""catalogue: export and import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from liaison.cli.frame import Desk, command, commands, refuse, say, say_json, speak
from liaison.domain.catalogue import LONGEST_QUOTE, CataloguePlan, CatalogueRow, RowKind
from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.reference import Reference
from liaison.locales import LANGUAGES
from liaison.locales.catalogue_words import (
    catalogue_sentence,
    field_label,
    unread_text,
    value_text,
)
from liaison.locales.sentences import place
from liaison.services.catalogue_files import (
    commit_catalogue_import,
    export_catalogue,
    plan_catalogue_import,
)
from liaison.services.reference import load_reference

_FILE = click.Path(path_type=Path)
_ENDING = ".xlsx"


@commands.group("catalogue", help=speak("cli.catalogue"))
def catalogue_commands() -> None:
    """The group of the two commands."""


@command("export", group=catalogue_commands, help_key="catalogue_export")
@click.argument("out", type=_FILE)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=speak.language,
    help=speak("cli.option_language"),
)
def export_file(desk: Desk, out: Path, language: str) -> None:
    if out.suffix.lower() != _ENDING:
        raise InvalidInput("wrong_ending", file=out, endings=_ENDING)
    if not out.parent.is_dir():
        raise NotFound("folder_not_found", folder=out.parent)
    exported = export_catalogue(desk.actor, desk.db, language=language)
    out.write_bytes(exported.content)
    say("export_done", path=out, rows=exported.rows)


@command("import", group=catalogue_commands, help_key="catalogue_import")
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help=speak("cli.catalogue_dry_run"))
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def import_file(desk: Desk, file: Path, dry_run: bool, as_json: bool) -> None:
    if not file.is_file():
        raise NotFound("file_not_found", file=file)
    actor, db = desk.actor, desk.db
    plan = plan_catalogue_import(actor, db, file.read_bytes(), file.name)
    rejected = plan.counts[RowKind.REJECTED]
    committed = not dry_run and not rejected
    if committed:
        commit_catalogue_import(actor, db, plan)
    if as_json:
        say_json(_document(plan, committed))
    else:
        _say_plan(plan, load_reference(actor, db), committed)
    if rejected and not dry_run:
        refuse(speak("errors.catalogue_has_rejects", rejected=rejected))


def _document(plan: CataloguePlan, committed: bool) -> dict[str, Any]:
    effects = plan.effects
    return {
        "file": plan.file_name,
        "committed": committed,
        "counts": plan.counts,
        "unread": [{"column": column, "heading": _cut(heading)} for column, heading in plan.unread],
        "lacking": plan.lacking,
        "rows": [
            {
                "row": row.row_number,
                "code": row.code,
                "title": _cut(row.title),
                "outcome": row.kind.value,
                "changes": _changes(row),
                "problems": [
                    {
                        "code": each.code,
                        "field": each.field,
                        "column": each.column,
                        "value": each.value,
                        "sentence": catalogue_sentence(each, speak),
                    }
                    for each in row.problems
                ],
            }
            for row in plan.rows
        ],
        "enterprises": {
            "opened": effects.opened,
            "left_out": effects.left_out,
            "taken_in": effects.taken_in,
            "set_aside": effects.set_aside,
            "brought_back": effects.brought_back,
        },
    }


def _changes(row: CatalogueRow) -> dict[str, list[Any]]:
    """Field by field, from what to what; of a row that is refused, what is quoted is cut."""
    is_refused = row.kind is RowKind.REJECTED
    return {
        key: [_cut(each) if is_refused and isinstance(each, str) else each for each in pair]
        for key, pair in row.changes.items()
    }


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _say_plan(plan: CataloguePlan, reference: Reference, committed: bool) -> None:
    for row in plan.written:
        _say_row(row, reference)
    for problem in plan.problems:
        sentence = catalogue_sentence(problem, speak)
        say("import_error", place=place(problem, speak), what=sentence)
    note = unread_text(plan, speak)
    if note:
        say("catalogue_note", note=note)
    if not plan.rows:
        say("catalogue_note", note=speak("catalogue_page.file.nothing_read"))
    say("catalogue_counts", **plan.counts)
    if plan.order and not plan.counts[RowKind.REJECTED]:
        say("catalogue_order", order=" → ".join(each.code for each in plan.order))
    effects = plan.effects
    if effects.touches_work:
        say(
            "catalogue_effects",
            opened=effects.opened,
            left_out=effects.left_out,
            taken_in=effects.taken_in,
            set_aside=effects.set_aside,
            brought_back=effects.brought_back,
        )
    say("catalogue_written" if committed and plan.written else "catalogue_not_written")


def _say_row(row: CatalogueRow, reference: Reference) -> None:
    if row.kind is RowKind.NEW:
        say("catalogue_row_new", row=row.row_number, code=row.code, title=row.title)
        return
    empty = speak("catalogue_page.file.empty_value")
    changes = [
        speak(
            "catalogue_page.file.changed_from",
            label=field_label(key, speak),
            before=_cut(value_text(key, before, reference, speak)) or empty,
            after=_cut(value_text(key, after, reference, speak)) or empty,
        )
        for key, (before, after) in row.changes.items()
    ]
    told = speak("catalogue_page.rule.separator").join(changes)
    say("catalogue_row_changed", row=row.row_number, code=row.code, title=row.title, changes=told)
