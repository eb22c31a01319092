"""The catalogue as a file: out as a workbook, in again after a preview, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from liaison.domain.catalogue import (
    FIELDS,
    CataloguePlan,
    CatalogueRow,
    Effects,
    RowKind,
    changes_between,
    plan_rows,
)
from liaison.domain.catalogue_cells import read_row
from liaison.domain.errors import InvalidInput, StalePlan
from liaison.domain.parsing import Context
from liaison.domain.records import Measure
from liaison.domain.reference import Reference, normalise_word
from liaison.domain.roles import Action, Actor
from liaison.locales import LANGUAGES, words
from liaison.locales.sentences import actor_label
from liaison.services.catalogue import keep_apart, with_rule_text, write_measure
from liaison.services.guard import requires
from liaison.services.reports import MEDIA_TYPES, ExportedFile
from liaison.sheets.reading.catalogue import CatalogueTable, read_catalogue
from liaison.sheets.writing.catalogue import write_catalogue
from liaison.store import catalogue, exports, history, reference
from liaison.store.catalogue import rehearsed
from liaison.store.database import Connection, Database
from liaison.store.history import Change

_KIND = "catalogue"


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """What an import wrote, and what that meant for enterprises."""

    added: int
    changed: int
    effects: Effects


@requires(Action.EDIT_CATALOGUE)
def export_catalogue(actor: Actor, db: Database, *, language: str) -> ExportedFile:
    """All measures, the retired ones too, in a workbook that imports again; logged."""
    speak = words(language)
    with db.write() as connection:
        measures = catalogue.everything(connection)
        content = write_catalogue(
            measures,
            reference.load(connection),
            speak,
            title=speak("workbooks.sheets.catalogue"),
            creator=actor_label(actor.name, speak),
        )
        name = f"{speak('workbooks.sheets.catalogue')}_{db.today()}.xlsx"
        file = ExportedFile(name, MEDIA_TYPES["xlsx"], content, len(measures))
        _log_export(actor, db, connection, language, file)
    return file


@requires(Action.EDIT_CATALOGUE)
def plan_catalogue_import(
    actor: Actor, db: Database, content: bytes, file_name: str
) -> CataloguePlan:
    """What the file would change, row by row and for enterprises; nothing is written."""
    table = read_catalogue(content, file_name, words(actor.language))
    with db.read() as connection:
        before = tuple(catalogue.everything(connection))
        context = Context(reference.load(connection), db.today())
    rows = _rows(table, before, context)
    lacking = tuple(key for key in FIELDS if key not in table.columns)
    plan = CataloguePlan(file_name, table.sheet, rows, before, Effects(), table.unread, lacking)
    if plan.counts[RowKind.REJECTED]:
        return plan
    return replace(plan, effects=rehearsed(db, lambda each: _write(actor, db, each, plan)))


@requires(Action.EDIT_CATALOGUE)
def commit_catalogue_import(actor: Actor, db: Database, plan: CataloguePlan) -> CatalogueReport:
    """Write a plan whole; refused where a row is rejected or the catalogue moved since."""
    counts = plan.counts
    if counts[RowKind.REJECTED]:
        raise InvalidInput("catalogue_has_rejects", rejected=counts[RowKind.REJECTED])
    with db.write() as connection:
        effects = _write(actor, db, connection, plan)
    return CatalogueReport(counts[RowKind.NEW], counts[RowKind.CHANGED], effects)


def _rows(
    table: CatalogueTable, before: tuple[Measure, ...], context: Context
) -> tuple[CatalogueRow, ...]:
    answers = {
        normalise_word(words(language)(f"workbooks.{key}")): key == "yes"
        for language in LANGUAGES
        for key in ("yes", "no")
    }
    read = [
        read_row(number, cells, context, sheet=table.sheet, columns=table.columns, answers=answers)
        for number, cells in table.rows
    ]
    rows = plan_rows(read, before, sheet=table.sheet, columns=table.columns)
    known = {each.code: each for each in before}
    return tuple(_worded(row, known.get(row.code), context.reference) for row in rows)


def _worded(row: CatalogueRow, before: Measure | None, loaded: Reference) -> CatalogueRow:
    """The row with the words for its rule, which may be all that it changes."""
    if row.measure is None or row.kind is RowKind.REJECTED:
        return row
    measure = with_rule_text(row.measure, before, loaded)
    if before is None:
        return replace(row, measure=measure)
    changes = changes_between(before, measure)
    kind = RowKind.CHANGED if changes else RowKind.UNCHANGED
    return replace(row, measure=measure, changes=changes, kind=kind)


def _write(actor: Actor, db: Database, connection: Connection, plan: CataloguePlan) -> Effects:
    known = {each.code: each for each in catalogue.everything(connection)}
    if tuple(known.values()) != plan.before:
        raise StalePlan("stale_plan")
    effects = Effects()
    for row in plan.written:
        assert row.measure is not None
        before = known.get(row.code)
        effects += write_measure(actor, db, connection, before, row.measure).effects
    keep_apart(actor, db, connection)
    return effects


def _log_export(
    actor: Actor, db: Database, connection: Connection, language: str, file: ExportedFile
) -> None:
    number = exports.log(
        connection,
        at=db.now(),
        actor=actor.name,
        kind=_KIND,
        area_code=None,
        as_of=str(db.today()),
        language=language,
        file_name=file.file_name,
        rows=file.rows,
    )
    told = {"kind": _KIND, "file_name": file.file_name, "rows": file.rows}
    changes = {key: (None, value) for key, value in told.items()}
    change = Change("export.made", "export", number, changes=changes)
    history.append(connection, [change], at=db.now(), actor=actor.name)
