"""export, presets and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast, get_args
from urllib.parse import urlencode

import click

from liaison.cli.frame import Desk, command, say, say_json, speak
from liaison.cli.out_files import require_folder, whole
from liaison.domain.enterprise_links import LOCAL_BASE, is_only_local
from liaison.domain.errors import InvalidInput
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.indicators import AreaRow, Figure
from liaison.locales import LANGUAGES
from liaison.services.area_tables import DIMENSIONS, Dimension
from liaison.services.enterprises import find_enterprise
from liaison.services.export_kinds import OFFERS
from liaison.services.export_order import ExportOrder
from liaison.services.figures import area_table
from liaison.services.figures import figures as figures_of
from liaison.services.presets import find_preset, list_presets, preset_order
from liaison.services.reports import ExportKind, FileFormat, TemplateKind, export_into

_DAY = click.DateTime(formats=["%Y-%m-%d"])
AREA = click.option("--area", metavar="CODE", help=speak("cli.option_area"))
AS_OF = click.option("--as-of", type=_DAY, help=speak("cli.option_as_of"))

LANGUAGE = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=speak.language,
    help=speak("cli.option_language"),
)


def day_of(moment: datetime | None) -> date | None:
    """The day that an option gave."""
    return None if moment is None else moment.date()


def _plain(number: float | None) -> float | None:
    """A whole number without its decimals: counts are kept as REAL in the snapshots."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def format_of(out: Path) -> FileFormat:
    """The format that the file's ending names."""
    ending = out.suffix.lstrip(".").lower()
    for known in get_args(FileFormat):
        if ending == known:
            return known  # type: ignore[no-any-return] # get_args tells no types
    endings = ", ".join(f".{each}" for each in get_args(FileFormat))
    raise InvalidInput("wrong_ending", file=out, endings=endings)


class _KindOrFile(click.Choice[str]):
    """A kind of export or, where a preset names the kind, the file."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        is_file = isinstance(value, str) and bool(Path(value).suffix)
        return str(value) if is_file else str(super().convert(value, param, ctx))


@command("export")
@click.argument("kind", metavar="[KIND]", type=_KindOrFile(get_args(ExportKind)))
@click.argument("out", type=click.Path(path_type=Path), required=False)
@AREA
@AS_OF
@click.option("--language", type=click.Choice(LANGUAGES), help=speak("cli.option_language"))
@click.option(
    "--roster",
    "template_kind",
    type=click.Choice(get_args(TemplateKind)),
    help=speak("cli.export_roster"),
)
@click.option("--columns", metavar="KEYS", help=speak("cli.export_columns"))
@click.option("--preset", metavar="NAME", help=speak("cli.export_preset"))
@click.option("--enterprise", help=speak("cli.export_enterprise"))
@click.option("--base-url", help=speak("cli.export_base_url"))
@click.pass_context
def export_file(
    ctx: click.Context,
    desk: Desk,
    kind: str,
    out: Path | None,
    area: str | None,
    as_of: datetime | None,
    language: str | None,
    template_kind: TemplateKind | None,
    columns: str | None,
    preset: str | None,
    enterprise: str | None,
    base_url: str | None,
) -> None:
    order, out = _ordered(ctx, desk, kind, out, preset)
    if template_kind is not None and order.kind != "template":
        raise click.UsageError(speak("cli.export_roster_of_template"))
    order = replace(
        order,
        format=format_of(out),
        as_of=day_of(as_of),
        language=language or order.language,
        template_kind=template_kind or order.template_kind,
        columns=tuple(columns.split(",")) if columns else order.columns,
    )
    is_cards = order.kind == "cards"
    if (enterprise or base_url) and not is_cards:
        raise click.UsageError(speak("cli.export_for_cards"))
    if columns and OFFERS[order.kind].columns is None:
        raise click.UsageError(speak("cli.export_columns_of_lists", kind=order.kind))
    if area is not None:
        filters = order.filters and replace(order.filters, area_code=area)
        order = replace(order, area_code=area, filters=filters)
    require_folder(out.parent)
    if is_cards:
        order = _for_cards(desk, order, enterprise, base_url or LOCAL_BASE)
    with whole(out) as file:
        made = export_into(desk.actor, desk.db, order, file)
    say(_done(order, made.rows), path=out, rows=made.rows)
    for each in (*made.gone, *(speak(f"cards.{r.code}", **r.values) for r in made.remarks)):
        click.echo(each, err=True)
    if is_cards and is_only_local(order.base_url or ""):
        click.echo(speak("cli.export_only_local", address=order.base_url), err=True)


def _done(order: ExportOrder, rows: int) -> str:
    """The sentence for a file that was written; no rows are told of what has none by nature."""
    if order.kind == "cards":
        return "export_cards_done"
    has_rows = rows or OFFERS[order.kind].columns is not None
    return "export_done" if has_rows else "export_written"


def _ordered(
    ctx: click.Context, desk: Desk, kind: str, out: Path | None, preset: str | None
) -> tuple[ExportOrder, Path]:
    """What the arguments name: a kind and the file, or the file alone where a preset is named."""
    if preset is not None:
        out = Path(kind) if out is None else out
        order = preset_order(find_preset(desk.actor, desk.db, preset))
        if kind not in (str(out), order.kind):
            raise click.UsageError(speak("cli.export_preset_alone"))
        return order, out
    if out is None or kind not in get_args(ExportKind):
        missing = next(each for each in ctx.command.params if each.name == "out")
        raise click.MissingParameter(ctx=ctx, param=missing)
    return ExportOrder(kind=cast(ExportKind, kind), language=speak.language), out


def _for_cards(
    desk: Desk, order: ExportOrder, enterprise: str | None, base_url: str
) -> ExportOrder:
    """How the links begin and, where one was named, whose card alone."""
    order = replace(order, base_url=base_url)
    if enterprise is None:
        return order
    only = EnterpriseFilter(enterprise_id=find_enterprise(desk.actor, desk.db, enterprise))
    return replace(order, filters=only)


@command("presets")
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def presets(desk: Desk, as_json: bool) -> None:
    found = list_presets(desk.actor, desk.db)
    if as_json:
        keys = ("name", "owner", "kind", "is_shared", "settings")
        say_json([{key: getattr(each, key) for key in keys} for each in found])
        return
    for each in found:
        click.echo("\t".join((each.name, each.owner, each.kind, urlencode(each.settings))))


@command("figures")
@AREA
@AS_OF
@click.option("--by", type=click.Choice(DIMENSIONS), help=speak("cli.figures_by"))
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def figures(
    desk: Desk, area: str | None, as_of: datetime | None, by: Dimension | None, as_json: bool
) -> None:
    day = day_of(as_of)
    found = figures_of(desk.actor, desk.db, area, day)
    rows = [] if by is None else area_table(desk.actor, desk.db, by, area, as_of=day)
    if as_json:
        answer = {
            "as_of": str(day or desk.db.today()),
            "area": found.area_code,
            "figures": _document(found.figures),
        }
        table = {} if by is None else {"by": by, "table": [_row_document(row) for row in rows]}
        say_json(answer | table)
        return
    for line in _table_lines(rows) if by else _figure_lines(found.figures):
        click.echo(line)


def _document(found: Mapping[str, Figure]) -> dict[str, dict[str, float | None]]:
    return {
        key: {
            "value": figure.value if figure.is_rate else _plain(figure.value),
            "numerator": _plain(figure.numerator),
            "denominator": _plain(figure.denominator),
        }
        for key, figure in found.items()
    }


def _row_document(row: AreaRow) -> dict[str, object]:
    """A row; the county of a town and the role of a unit or person where it has one."""
    more = {key: value for key in ("parent", "role") if (value := getattr(row, key)) is not None}
    change = _plain(row.resumed_change)
    return {"code": row.code, "name": row.name, **more, "resumed_change": change} | {
        "figures": _document(row.figures)
    }


def _figure_lines(found: Mapping[str, Figure]) -> Iterator[str]:
    for key, figure in found.items():
        yield f"{speak(f'figures.{key}')}\t{figure.text}"


_IN_LINES = (
    *("due", "resumed", "resumption_rate", "staff_return_rate", "pair_coverage"),
    "measures_delivered",
)


def _table_lines(rows: Sequence[AreaRow]) -> Iterator[str]:
    """A heading and a line a row, with the figures that the dashboard's table has."""
    keys = [key for key in _IN_LINES if all(key in row.figures for row in rows)]
    has_roles = any(row.role for row in rows)
    headings = [speak("cli.figures_name"), *(speak(f"figures.{key}") for key in keys)]
    yield "\t".join([speak("cli.figures_role"), *headings] if has_roles else headings)
    for row in rows:
        cells = [row.name, *(row.figures[key].text for key in keys)]
        role = speak.label("role", row.role) if row.role else ""
        yield "\t".join([role, *cells] if has_roles else cells)
