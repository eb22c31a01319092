"""A workbook told in lines: its cells, styles, print settings, drop-downs and charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import groupby
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

#: Rows of a sheet that are told one by one; the others are of the same kind.
_ROWS_TOLD = 12


def described(content: bytes) -> str:
    """The whole workbook; what is the same for many cells is told once, at the end."""
    styles: dict[str, str] = {}
    workbook = load_workbook(BytesIO(content))
    shown = load_workbook(BytesIO(content), data_only=True)
    lines = [f"workbook: {workbook.properties.title} | by {workbook.properties.creator}"]
    for ws in workbook.worksheets:
        lines += ["", *_sheet(ws, shown[ws.title], styles)]
    lines += ["", "styles"]
    lines += [f"  {name}: {style}" for style, name in styles.items()]
    return "\n".join(lines) + "\n"


def _sheet(ws: Any, shown: Any, styles: dict[str, str]) -> Iterator[str]:
    yield f"sheet: {ws.title} | {ws.sheet_state} | {ws.dimensions}"
    yield f"  frozen at {ws.freeze_panes} | filter {ws.auto_filter.ref}"
    yield from _page(ws)
    yield f"  merged: {_listed(sorted(str(each) for each in ws.merged_cells.ranges))}"
    columns = sorted(ws.column_dimensions.items(), key=lambda each: (len(each[0]), each[0]))
    yield f"  columns: {_listed(_column(letter, each) for letter, each in columns)}"
    yield f"  rows: {_listed(_heights(ws))}"
    for validation in ws.data_validations.dataValidation:
        yield f"  drop-down {validation.sqref}: {validation.type} {validation.formula1}"
        yield f"    refuses others {validation.showErrorMessage}: {validation.error}"
    for each in ws.conditional_formatting:
        yield f"  conditional {each.sqref}: {_listed(rule.type for rule in each.rules)}"
    for chart in ws._charts:
        yield from _chart(chart)
    for row in ws.iter_rows(max_row=min(ws.max_row, _ROWS_TOLD)):
        for cell in row:
            if cell.value is not None or cell.has_style:
                name = styles.setdefault(_style(cell), f"s{len(styles) + 1}")
                result = f" -> {shown[cell.coordinate].value!r}" if cell.data_type == "f" else ""
                yield f"  {cell.coordinate} {name} {cell.data_type} {cell.value!r}{result}"
    if ws.max_row > _ROWS_TOLD:
        yield f"  and {ws.max_row - _ROWS_TOLD} rows more"


def _page(ws: Any) -> Iterator[str]:
    setup, margins, is_fitted = ws.page_setup, ws.page_margins, ws.sheet_properties.pageSetUpPr
    yield (
        f"  page: paper {setup.paperSize} {setup.orientation}"
        f" | pages wide {setup.fitToWidth} high {setup.fitToHeight}"
        f" | fitted {bool(is_fitted and is_fitted.fitToPage)}"
        f" | centred {bool(ws.print_options.horizontalCentered)}"
    )
    yield f"  margins: {margins.left} {margins.right} {margins.top} {margins.bottom}"
    yield f"  print: area {ws.print_area or '-'} | titles {ws.print_titles or '-'}"
    yield f"  header: {ws.oddHeader.right.text} | footer: {ws.oddFooter.center.text}"


def _column(letter: str, dimension: Any) -> str:
    form = "" if dimension.number_format == "General" else f" as {dimension.number_format}"
    return f"{letter} {dimension.width:g}{form}"


def _heights(ws: Any) -> Iterator[str]:
    usual = ws.sheet_format.defaultRowHeight
    yield f"usual {usual:g}"
    told = [(row, each.height) for row, each in sorted(ws.row_dimensions.items()) if each.height]
    for height, group in groupby(told[:_ROWS_TOLD], key=lambda each: each[1]):
        rows = [row for row, _ in group]
        yield f"{rows[0]}-{rows[-1]} {height:g}"


def _style(cell: Any) -> str:
    font, fill, border, place = cell.font, cell.fill, cell.border, cell.alignment
    sides = {
        name: side.style
        for name in ("left", "right", "top", "bottom")
        if (side := getattr(border, name)) is not None and side.style
    }
    parts = (
        f"{font.name} {font.sz:g}{' bold' if font.b else ''} {_colour(font.color)}",
        f"family {font.family:g} charset {font.charset}" if font.family else "",
        f"fill {_colour(fill.fgColor)}" if fill.fill_type else "no fill",
        f"border {sides}" if sides else "no border",
        f"{place.horizontal or '-'}/{place.vertical or '-'}{' wrapped' if place.wrap_text else ''}",
        f"indent {place.indent:g}" if place.indent else "",
        cell.number_format,
    )
    return " | ".join(part for part in parts if part)


def _colour(colour: Any) -> str:
    return "-" if colour is None else f"#{colour.rgb}" if colour.type == "rgb" else "theme"


def _chart(chart: Any) -> Iterator[str]:
    mark = chart.anchor._from
    place = f"{get_column_letter(mark.col + 1)}{mark.row + 1}"
    size = chart.anchor.ext
    yield (
        f"  chart: {type(chart).__name__} {chart.type} {chart.grouping} at {place}"
        f" {size.width}x{size.height} | {_text(chart.title)} | legend {chart.legend.position}"
    )
    for name, axis in (("x", chart.x_axis), ("y", chart.y_axis)):
        scaling = axis.scaling
        yield (
            f"    {name} axis: hidden {bool(axis.delete)} | from {scaling.min}"
            f" {scaling.orientation} | title {_text(axis.title)}"
        )
    for series in chart.series:
        yield (
            f"    series {series.tx.strRef.f}: {series.val.numRef.f} by {_names(series.cat)}"
            f" | #{_filled(series)}"
        )


def _filled(series: Any) -> str:
    colour = series.graphicalProperties.solidFill
    return str(getattr(colour.srgbClr, "val", colour.srgbClr))


def _names(categories: Any) -> str:
    reference = categories.strRef or categories.numRef
    return str(reference.f)


def _text(title: Any) -> str:
    if title is None or title.tx is None:
        return "-"
    return "".join(run.t for each in title.tx.rich.p for run in each.r or [])


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(texts) or "-"
