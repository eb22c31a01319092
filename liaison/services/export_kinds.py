"""What can be exported: each kind with its formats, its name, and who makes its content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from liaison.domain.fields import RosterKind
from liaison.locales.bulletin_words import tell
from liaison.services.bulletin import gather_bulletin
from liaison.services.contact_cards import cards_name, make_cards
from liaison.services.export_job import ExportJob, Remark
from liaison.services.summary_report import gather_summary
from liaison.services.workload_sheets import area_list, people_list
from liaison.sheets.writing import lists, roster
from liaison.sheets.writing.bulletin_document import write_bulletin_document
from liaison.sheets.writing.bulletin_sheet import write_bulletin_sheet
from liaison.sheets.writing.lists import List
from liaison.sheets.writing.summary import write_summary
from liaison.sheets.writing.templates import write_template
from liaison.sheets.writing.text_file import write_csv
from liaison.store import exports, reference

ExportKind = Literal[
    "summary",
    "bulletin",
    "roster",
    "workload",
    "requests",
    "gaps",
    "measures",
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

    Of the formats, `for_one` hold a single enterprise and are nothing for an area.
    """

    make: Maker
    name: Callable[[ExportJob], str]
    formats: tuple[FileFormat, ...] = ("xlsx",)
    knows_past: bool = False
    for_one: tuple[FileFormat, ...] = ()


def _summary(job: ExportJob, _: FileFormat) -> tuple[bytes, int]:
    summary = gather_summary(job)
    return write_summary(summary, job.words), summary.enterprise_count


def _bulletin(job: ExportJob, file_format: FileFormat) -> tuple[bytes, int]:
    """As a document or on a sheet; its rows are those of its table of areas."""
    bulletin = gather_bulletin(job)
    write = write_bulletin_document if file_format == "docx" else write_bulletin_sheet
    content = write(bulletin, tell(bulletin, job.words), job.words, author=job.exported_by)
    return content, len(bulletin.areas)


def _template(job: ExportJob, _: FileFormat) -> tuple[bytes, int]:
    roster: RosterKind = "enterprises" if job.template_kind == "enterprises" else "liaisons"
    known = reference.header_labels(roster)
    return write_template(job.template_kind, job.words, job.reference, known), 0


def _roster(job: ExportJob) -> List:
    rows = roster.roster_rows(exports.roster(job.connection, job.enterprises))
    count = exports.count_enterprises(job.connection, job.enterprises)
    return List(roster.roster_columns(job.words, job.labels), rows, count)


def _measures(job: ExportJob) -> List:
    rows = exports.measures(job.connection, job.enterprises, job.today)
    count = exports.count_measures(job.connection, job.enterprises)
    return List(lists.measure_columns(job.words, job.labels), rows, count)


def _requests(job: ExportJob) -> List:
    rows = exports.requests(job.connection, job.requests)
    return List(lists.request_columns(job.words, job.labels), rows, len(rows))


def _gaps(job: ExportJob) -> List:
    rows = job.gaps()
    return List(lists.gap_columns(job.words, job.labels), rows, len(rows))


#: The words of a sheet's name, and what gathers its rows.
_Sheet = tuple[str, Callable[[ExportJob], List]]


def _list(kind: ExportKind, gather: Callable[[ExportJob], List], *more: _Sheet) -> Offer:
    """A list, as csv too; the workbook may have further sheets."""

    def make(job: ExportJob, file_format: FileFormat) -> tuple[bytes, int]:
        rows = gather(job)
        if file_format == "csv":
            return write_csv(rows), rows.count
        sheets = {job.words(f"workbooks.files.{kind}"): rows}
        sheets |= {job.words(name): gather_more(job) for name, gather_more in more}
        title = f"{job.area_name} {job.day}"
        content = lists.write_lists(sheets, job.words, title=title, creator=job.exported_by)
        return content, rows.count

    return Offer(make, _dated(kind), ("xlsx", "csv"))


OFFERS: dict[ExportKind, Offer] = {
    "summary": Offer(_summary, _dated("summary"), knows_past=True),
    "bulletin": Offer(_bulletin, _dated("bulletin"), ("docx", "xlsx"), knows_past=True),
    "roster": _list("roster", _roster),
    "workload": _list("workload", people_list, ("workbooks.sheets.workload_areas", area_list)),
    "requests": _list("requests", _requests),
    "gaps": _list("gaps", _gaps),
    "measures": _list("measures", _measures),
    "cards": Offer(make_cards, cards_name, ("pdf", "png"), for_one=("png",)),
    "template": Offer(_template, _template_name),
}
