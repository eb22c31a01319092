"""The summary workbook: the form, clean data sheets beside it, native charts, what it all means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.worksheet.worksheet import Worksheet

from liaison.domain.indicators import (
    NO_VALUE,
    AreaRow,
    Counts,
    Figure,
    MeasureProgress,
    figure,
)
from liaison.domain.vocabulary import MeasureState, RequestStatus
from liaison.locales import Words
from liaison.sheets.writing import area_columns, lists, style
from liaison.sheets.writing.notes import write_notes
from liaison.sheets.writing.report_form import FormHead, write_form
from liaison.sheets.writing.table_rows import Column, Row, Value
from liaison.sheets.writing.workbook import Book

_STATES = tuple(MeasureState)
#: Rows with the total, of which a chart of two bars at least can be made.
_FEWEST_BARS = 2
_NAME_WIDTHS = {"county": 12, "town": 16, "industry": 34}
_HANDLING = {
    "submitted": (RequestStatus.SUBMITTED,),
    "assigned": (RequestStatus.ACCEPTED, RequestStatus.ASSIGNED, RequestStatus.REOPENED),
    "answered": (RequestStatus.ANSWERED,),
    "settled": (RequestStatus.SETTLED,),
    "declined": (RequestStatus.DECLINED,),
}


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure with its delivery in each of the areas below."""

    progress: MeasureProgress
    delivered_in: Sequence[Figure | None]


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A kind of request and what became of it; `states` counts by status."""

    kind: str
    counts: Counts
    states: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything that the workbook shows; the total comes last in each table of rows."""

    head: FormHead
    form_rows: Sequence[AreaRow]
    counties: Sequence[AreaRow]
    towns: Sequence[AreaRow]
    industries: Sequence[AreaRow]
    scales: Sequence[AreaRow]
    sizes: Sequence[AreaRow]
    measures: Sequence[MeasureLine]
    measure_areas: Sequence[str]
    requests: Sequence[RequestLine]
    gaps: Sequence[Row]
    enterprises: Iterable[Row]
    enterprise_count: int
    labels: lists.Labels
    notes: Sequence[tuple[str, str]]


def write_summary(summary: Summary, words: Words) -> bytes:
    """The workbook's bytes."""
    title = words("workbooks.report.title", area=summary.head.area)
    book = Book(words, creator=summary.head.filler, title=title)
    write_form(book, summary.head, summary.form_rows)
    counties = _area_sheet(book, "county", ["county"], summary.counties, _by_name)
    towns = _area_sheet(book, "town", ["county", "town"], summary.towns, summary.labels.with_county)
    if len(summary.counties) > _FEWEST_BARS:
        _add_resumption_chart(book, counties, "county", summary.counties)
    elif len(summary.towns) > _FEWEST_BARS:
        _add_resumption_chart(book, towns, "town", summary.towns)
    _area_sheet(book, "industry", ["industry"], summary.industries, _by_name)
    _scale_sheet(book, summary)
    _measure_sheet(book, summary)
    _request_sheet(book, summary)
    _plain(book, "gaps", lists.gap_columns(words, summary.labels), summary.gaps)
    book.table(
        words("workbooks.sheets.enterprises"),
        lists.enterprise_columns(words, summary.labels),
        summary.enterprises,
        summary.enterprise_count,
    )
    write_notes(book, summary.notes)
    return book.save()


def _by_name(row: AreaRow) -> tuple[str, ...]:
    return (row.name,)


def _plain(book: Book, key: str, columns: Sequence[Column], rows: Sequence[Row]) -> Worksheet:
    return book.table(book.words(f"workbooks.sheets.{key}"), columns, rows, len(rows))


def _area_sheet(
    book: Book,
    key: str,
    names: Sequence[str],
    rows: Sequence[AreaRow],
    name: lists.Naming,
) -> Worksheet:
    """A data sheet of figures; the total stands on the form, where it does not mix with rows."""
    words = book.words
    named = [(name(row), row) for row in rows[:-1]]
    heads = [
        Column(
            words(f"workbooks.columns.{each}"),
            "text",
            lists.fitting((given[place] for given, _ in named), _NAME_WIDTHS[each]),
        )
        for place, each in enumerate(names)
    ]
    lines = [[*given, *area_columns.values(row)] for given, row in named]
    return _plain(book, key, [*heads, *area_columns.columns(words)], lines)


def _scale_sheet(book: Book, summary: Summary) -> None:
    words = book.words
    heads = [
        Column(words("workbooks.columns.grouping"), "text", 22),
        Column(words("workbooks.columns.class"), "text", 16),
    ]
    groups = (("above_scale", summary.scales), ("size", summary.sizes))
    lines = [
        [words(f"workbooks.groupings.{group}"), row.name, *area_columns.values(row)]
        for group, rows in groups
        for row in rows[:-1]
    ]
    _plain(book, "scale", [*heads, *area_columns.columns(words)], lines)


def _add_resumption_chart(book: Book, ws: Worksheet, level: str, rows: Sequence[AreaRow]) -> None:
    """Due and resumed side by side, an area a pair of columns."""
    last = len(rows)
    names = 1 if level == "county" else 2
    chart = BarChart()
    chart.title = book.words(f"workbooks.charts.resumption_{level}")
    chart.add_data(
        Reference(ws, min_col=names + 1, max_col=names + 2, min_row=1, max_row=last),
        titles_from_data=True,
    )
    chart.set_categories(Reference(ws, min_col=names, min_row=2, max_row=last))
    chart.dataLabels = DataLabelList(showVal=True, **_BARE_LABELS)
    chart.gapWidth = 60
    for series, colour in zip(chart.series, ("BFC5CC", style.ACCENT), strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
    _place(chart, ws, f"B{last + 3}")


_BARE_LABELS = {
    "showSerName": False,
    "showCatName": False,
    "showLegendKey": False,
    "showPercent": False,
}


def _place(chart: BarChart, ws: Worksheet, anchor: str) -> None:
    # Bars that do not begin at zero would show a small difference as a large one.
    chart.y_axis.scaling.min = 0
    # openpyxl hides the axes of a chart unless told otherwise.
    chart.x_axis.delete = chart.y_axis.delete = False
    assert chart.y_axis.majorGridlines
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="E3E6EA"))
    chart.legend.position = "b"
    # Else the chart could be torn by the end of a page.
    ws.page_setup.fitToWidth = ws.page_setup.fitToHeight = 1
    chart.width, chart.height = 26, 12
    ws.add_chart(chart, anchor)


def _measure_sheet(book: Book, summary: Summary) -> None:
    words = book.words
    column = "workbooks.columns."
    titles = [line.progress.title for line in summary.measures]
    units = [line.progress.unit for line in summary.measures]
    columns = [
        Column(words(column + "measure_code"), "code", 10),
        Column(words(column + "measure"), "text", lists.fitting(titles, 20)),
        Column(words(column + "unit"), "text", lists.fitting(units, 20)),
        *(Column(words.label("state", state), "count", 10) for state in _STATES),
        Column(words(column + "all"), "count", 10),
        Column(words(column + "delivered"), "percent", 10),
        Column(words(column + "overdue"), "count", 10),
        Column(words(column + "done_change"), "change", 12),
        *(
            Column(words(column + "delivered_in", area=area), "percent", 12)
            for area in summary.measure_areas
        ),
    ]
    lines = [_measure_line(line) for line in summary.measures]
    ws = _plain(book, "measures", columns, lines)
    _add_measure_chart(book, ws, len(lines))


def _measure_line(line: MeasureLine) -> list[Value]:
    progress = line.progress
    change = progress.done_change
    return [
        progress.code,
        progress.title,
        progress.unit,
        *(progress.states.get(state, 0) for state in _STATES),
        sum(progress.states.values()),
        _share(progress.delivered),
        progress.overdue,
        NO_VALUE if change is None else int(change),
        *(_share(each) for each in line.delivered_in),
    ]


def _share(rate: Figure | None) -> Value:
    return NO_VALUE if rate is None or rate.value is None else rate.value


def _add_measure_chart(book: Book, ws: Worksheet, count: int) -> None:
    """A bar a measure, stacked by state, the first measure on top."""
    if not count:
        return
    first = 4
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "bar", "percentStacked", 100
    chart.title = book.words("workbooks.charts.measures")
    last = first + len(_STATES) - 1
    chart.add_data(
        Reference(ws, min_col=first, max_col=last, min_row=1, max_row=count + 1),
        titles_from_data=True,
    )
    chart.set_categories(Reference(ws, min_col=2, min_row=2, max_row=count + 1))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.gapWidth = 40
    for series, state in zip(chart.series, _STATES, strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=style.STATE_COLOURS[state])
    _place(chart, ws, f"B{count + 4}")
    chart.height = 14


def _request_sheet(book: Book, summary: Summary) -> None:
    words = book.words
    columns = [
        Column(words("workbooks.columns.request_kind"), "text", 20),
        Column(words("figures.requests_received"), "count", 10),
        *(Column(words.label("request_status", state), "count", 10) for state in _HANDLING),
        Column(words("workbooks.columns.unanswered_late"), "count", 12),
        *(Column(words(f"figures.{key}"), "percent", 12) for key in _REQUEST_RATES),
    ]
    lines = [_request_line(words, line) for line in summary.requests]
    _plain(book, "requests", columns, lines)


_REQUEST_RATES = ("settled_rate", "on_time_rate", "satisfaction")


def _request_line(words: Words, line: RequestLine) -> list[Value]:
    return [
        words.label("request_kind", line.kind),
        line.counts.requests_received,
        *(sum(line.states.get(each, 0) for each in group) for group in _HANDLING.values()),
        line.counts.requests_overdue,
        *(_share(figure(key, line.counts)) for key in _REQUEST_RATES),
    ]
