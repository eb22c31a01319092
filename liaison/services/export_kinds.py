"""What can be exported: each kind with its formats, its name, and who makes its content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO, Literal, get_args

from liaison.domain.fields import RosterKind
from liaison.domain.filter_query import (
    Filter,
    card_filter,
    enterprise_filter,
    measure_filter,
    request_filter,
    workload_filter,
)
from liaison.domain.progress import told
from liaison.locales import Words
from liaison.locales.bulletin_words import tell
from liaison.services.bulletin import gather_bulletin
from liaison.services.contact_cards import cards_name, make_cards
from liaison.services.day_changes import change_counts, changes_list, count_changes
from liaison.services.export_job import ExportJob, Remark
from liaison.services.export_notes import list_notes
from liaison.services.summary_report import gather_summary
from liaison.services.workload_sheets import area_list, count_people, people_list
from liaison.sheets.writing import lists, roster
from liaison.sheets.writing.bulletin_document import write_bulletin_document
from liaison.sheets.writing.bulletin_sheet import write_bulletin_sheet
from liaison.sheets.writing.lists import Labels, List
from liaison.sheets.writing.summary import write_summary
from liaison.sheets.writing.table_rows import Column
from liaison.sheets.writing.templates import write_template
from liaison.sheets.writing.text_file import write_csv
from liaison.store import exports, gaps, reference

ExportKind = Literal[
    "summary",
    "bulletin",
    "roster",
    "workload",
    "requests",
    "gaps",
    "measures",
    "changes",
    "cards",
    "template",
]
EXPORT_KINDS: tuple[ExportKind, ...] = get_args(ExportKind)
FileFormat = Literal["xlsx", "csv", "docx", "pdf", "png"]

MEDIA_TYPES: dict[FileFormat, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "png": "image/png",
}

#: Makes the bytes of a file, and tells how many rows of data it has.
Maker = Callable[[ExportJob, FileFormat], tuple[bytes, int]]


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to hand over; `rows` counts its data rows, `remarks` tell what it does not."""

    file_name: str
    media_type: str
    content: bytes
    rows: int
    remarks: tuple[Remark, ...] = ()


def _dated(kind: str) -> Callable[[ExportJob], str]:
    return lambda job: f"{job.words(f'workbooks.files.{kind}')}_{job.area_name}_{job.day}"


def _template_name(job: ExportJob) -> str:
    return job.words(f"workbooks.files.template_{job.template_kind}")


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of file: its formats, the usual one first, and its name without the ending.

    `knows_past` tells of days whose figures were kept, `knows_any_day` of every day. `count` says
    how many rows there will be, None where there is no list. `columns` are those that can be
    chosen from, `kept` always there. What may be large is written by `write` instead of made in
    memory; more than `direct_rows` are made in the background.
    Of the formats, `for_one` hold a single enterprise and are nothing for an area.
    """

    make: Maker
    name: Callable[[ExportJob], str]
    formats: tuple[FileFormat, ...] = ("xlsx",)
    knows_past: bool = False
    knows_any_day: bool = False
    count: Callable[[ExportJob], int | None] | None = None
    filters: Callable[[Mapping[str, str]], Filter | None] | None = enterprise_filter
    columns: Callable[[Words, Labels], list[Column]] | None = None
    kept: tuple[str, ...] = ()
    write: Callable[[ExportJob, FileFormat, BinaryIO], int] | None = None
    direct_rows: int = 20_000
    for_one: tuple[FileFormat, ...] = ()

    def make_into(self, job: ExportJob, file_format: FileFormat, into: BinaryIO) -> int:
        """Write the file to an open one; how many rows of data it has."""
        if self.write is not None:
            return self.write(job, file_format, into)
        content, rows = self.make(job, file_format)
        into.write(content)
        return rows


def _summary(job: ExportJob, _: FileFormat) -> tuple[bytes, int]:
    """Its rows are the enterprises; those of the form on a past day, which has no enterprises."""
    summary = gather_summary(job)
    summary = replace(
        summary, enterprises=told(summary.enterprises, summary.enterprise_count, job.report)
    )
    rows = summary.enterprise_count if job.as_of is None else len(summary.form_rows) - 1
    return write_summary(summary, job.words), rows


def _bulletin(job: ExportJob, file_format: FileFormat) -> tuple[bytes, int]:
    """As a document or on a sheet; its rows are those of its table of areas."""
    bulletin = gather_bulletin(job)
    write = write_bulletin_document if file_format == "docx" else write_bulletin_sheet
    content = write(bulletin, tell(bulletin, job.words), job.words, author=job.exported_by)
    return content, len(bulletin.areas)


def _count_summary(job: ExportJob) -> int | None:
    """The enterprises, which are not listed of a past day."""
    if job.as_of is not None:
        return None
    return exports.count_enterprises(job.connection, job.place)


def _template(job: ExportJob, _: FileFormat) -> tuple[bytes, int]:
    roster: RosterKind = "enterprises" if job.template_kind == "enterprises" else "liaisons"
    known = reference.header_labels(roster)
    return write_template(job.template_kind, job.words, job.reference, known), 0


def _count_roster(job: ExportJob) -> int:
    return exports.count_enterprises(job.connection, job.enterprises)


def _roster(job: ExportJob) -> List:
    rows = roster.roster_rows(exports.roster(job.connection, job.enterprises))
    return List(roster.roster_columns(job.words, job.labels), rows, _count_roster(job))


def _count_measures(job: ExportJob) -> int:
    return exports.count_measures(job.connection, job.measures, job.today)


def _measures(job: ExportJob) -> List:
    rows = exports.measures(job.connection, job.measures, job.today)
    return List(lists.measure_columns(job.words, job.labels), rows, _count_measures(job))


def _count_requests(job: ExportJob) -> int:
    return exports.count_requests(job.connection, job.requests)


def _requests(job: ExportJob) -> List:
    rows = exports.requests(job.connection, job.requests)
    return List(lists.request_columns(job.words, job.labels), rows, len(rows))


def _count_gaps(job: ExportJob) -> int:
    places = gaps.counts_by_place(job.connection, job.enterprises)
    return sum(number for roles in places.values() for number in roles.values())


def _gaps(job: ExportJob) -> List:
    rows = job.gaps()
    return List(lists.gap_columns(job.words, job.labels), rows, len(rows))


#: The words of a sheet's name, and what gathers its rows.
_Sheet = tuple[str, Callable[[ExportJob], List]]


def _list(
    kind: ExportKind,
    gather: Callable[[ExportJob], List],
    *,
    columns: Callable[[Words, Labels], list[Column]],
    count: Callable[[ExportJob], int],
    filters: Callable[[Mapping[str, str]], Filter | None] | None = enterprise_filter,
    kept: tuple[str, ...] = (),
    before: tuple[_Sheet, ...] = (),
    after: tuple[_Sheet, ...] = (),
    knows_any_day: bool = False,
) -> Offer:
    """A list, as csv too; the workbook may have sheets before and after it, and has its notes."""

    def write(job: ExportJob, file_format: FileFormat, into: BinaryIO) -> int:
        rows = gather(job)
        if job.columns:
            rows = rows.only(_with_kept(job.columns, kept))
        rows = replace(rows, rows=told(rows.rows, rows.count, job.report))
        if file_format == "csv":
            write_csv(rows, into)
            return rows.count
        sheets = {job.words(name): gather_more(job) for name, gather_more in before}
        sheets[job.words(f"workbooks.files.{kind}")] = rows
        sheets |= {job.words(name): gather_more(job) for name, gather_more in after}
        title = f"{job.area_name} {job.day}"
        notes = list_notes(job, kind, rows.columns)
        lists.write_lists(sheets, notes, job.words, into, title=title, creator=job.exported_by)
        return rows.count

    def make(job: ExportJob, file_format: FileFormat) -> tuple[bytes, int]:
        buffer = BytesIO()
        rows = write(job, file_format, buffer)
        return buffer.getvalue(), rows

    return Offer(
        make,
        _dated(kind),
        ("xlsx", "csv"),
        knows_past=knows_any_day,
        knows_any_day=knows_any_day,
        count=count,
        filters=filters,
        columns=columns,
        kept=kept,
        write=write,
    )


def _with_kept(columns: tuple[str, ...], kept: tuple[str, ...]) -> tuple[str, ...]:
    """The chosen columns, those that must be there before them where they were not chosen."""
    return (*(key for key in kept if key not in columns), *columns)


OFFERS: dict[ExportKind, Offer] = {
    "summary": Offer(
        _summary, _dated("summary"), knows_past=True, count=_count_summary, filters=None
    ),
    "bulletin": Offer(
        _bulletin, _dated("bulletin"), ("docx", "xlsx"), knows_past=True, filters=None
    ),
    "roster": _list(
        "roster",
        _roster,
        columns=roster.roster_columns,
        count=_count_roster,
        kept=roster.KEY_COLUMNS,
    ),
    "workload": _list(
        "workload",
        people_list,
        columns=lists.workload_columns,
        count=count_people,
        filters=workload_filter,
        after=(("workbooks.sheets.workload_areas", area_list),),
    ),
    "requests": _list(
        "requests",
        _requests,
        columns=lists.request_columns,
        count=_count_requests,
        filters=request_filter,
    ),
    "gaps": _list("gaps", _gaps, columns=lists.gap_columns, count=_count_gaps),
    "measures": _list(
        "measures",
        _measures,
        columns=lists.measure_columns,
        count=_count_measures,
        filters=measure_filter,
    ),
    "changes": _list(
        "changes",
        changes_list,
        columns=lists.change_columns,
        count=count_changes,
        filters=None,
        before=(("workbooks.sheets.change_counts", change_counts),),
        knows_any_day=True,
    ),
    "cards": Offer(
        make_cards,
        cards_name,
        ("pdf", "png"),
        for_one=("png",),
        count=_count_roster,
        filters=card_filter,
        direct_rows=500,
    ),
    "template": Offer(_template, _template_name, filters=None),
}
