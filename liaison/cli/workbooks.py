"""export and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import get_args

import click

from liaison.cli.frame import Desk, command, say, say_json, speak
from liaison.domain.enterprise_links import LOCAL_BASE, is_only_local
from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.indicators import AreaRow, Figure
from liaison.locales import LANGUAGES
from liaison.services.area_tables import DIMENSIONS, Dimension
from liaison.services.enterprises import find_enterprise
from liaison.services.figures import area_table
from liaison.services.figures import figures as figures_of
from liaison.services.reports import ExportKind, FileFormat, TemplateKind, export

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_AREA = click.option("--area", metavar="CODE", help=speak("cli.option_area"))
_AS_OF = click.option("--as-of", type=_DAY, help=speak("cli.option_as_of"))


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _plain(number: float | None) -> float | None:
    """A whole number without its decimals: counts are kept as REAL in the snapshots."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _format_of(out: Path) -> FileFormat:
    """The format that the file's ending names."""
    ending = out.suffix.lstrip(".").lower()
    for known in get_args(FileFormat):
        if ending == known:
            return known  # type: ignore[no-any-return] # get_args tells no types
    endings = ", ".join(f".{each}" for each in get_args(FileFormat))
    raise InvalidInput("wrong_ending", file=out, endings=endings)


@command("export")
@click.argument("kind", type=click.Choice(get_args(ExportKind)))
@click.argument("out", type=click.Path(path_type=Path))
@_AREA
@_AS_OF
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=speak.language,
    help=speak("cli.option_language"),
)
@click.option(
    "--roster",
    "template_kind",
    type=click.Choice(get_args(TemplateKind)),
    help=speak("cli.export_roster"),
)
@click.option("--enterprise", help=speak("cli.export_enterprise"))
@click.option("--base-url", help=speak("cli.export_base_url"))
def export_file(
    desk: Desk,
    kind: ExportKind,
    out: Path,
    area: str | None,
    as_of: datetime | None,
    language: str,
    template_kind: TemplateKind | None,
    enterprise: str | None,
    base_url: str | None,
) -> None:
    if template_kind is not None and kind != "template":
        raise click.UsageError(speak("cli.export_roster_of_template"))
    if (enterprise or base_url) and kind != "cards":
        raise click.UsageError(speak("cli.export_for_cards"))
    written_as = _format_of(out)
    if not out.parent.is_dir():
        raise NotFound("folder_not_found", folder=out.parent)
    only = None
    if enterprise is not None:
        only = EnterpriseFilter(enterprise_id=find_enterprise(desk.actor, desk.db, enterprise))
    exported = export(
        desk.actor,
        desk.db,
        kind,
        area_code=area,
        as_of=_day(as_of),
        language=language,
        filters=only,
        format=written_as,
        template_kind=template_kind or "enterprises",
        base_url=base_url or LOCAL_BASE,
    )
    out.write_bytes(exported.content)
    say("export_cards_done" if kind == "cards" else "export_done", path=out, rows=exported.rows)
    for remark in exported.remarks:
        click.echo(speak(f"cards.{remark.code}", **remark.values), err=True)
    if kind == "cards" and is_only_local(base_url or LOCAL_BASE):
        click.echo(speak("cli.export_only_local", address=base_url or LOCAL_BASE), err=True)


@command("figures")
@_AREA
@_AS_OF
@click.option("--by", type=click.Choice(DIMENSIONS), help=speak("cli.figures_by"))
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def figures(
    desk: Desk, area: str | None, as_of: datetime | None, by: Dimension | None, as_json: bool
) -> None:
    day = _day(as_of)
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
