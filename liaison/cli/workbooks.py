"""export and figures."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import get_args

import click

from liaison.cli.frame import Desk, command, say, say_json, speak
from liaison.cli.out_files import require_folder, write_whole
from liaison.domain.enterprise_links import LOCAL_BASE, is_only_local
from liaison.domain.errors import InvalidInput
from liaison.domain.filters import EnterpriseFilter
from liaison.locales import LANGUAGES
from liaison.services.enterprises import find_enterprise
from liaison.services.figures import figures as figures_of
from liaison.services.reports import ExportKind, FileFormat, TemplateKind, export

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


@command("export")
@click.argument("kind", type=click.Choice(get_args(ExportKind)))
@click.argument("out", type=click.Path(path_type=Path))
@AREA
@AS_OF
@LANGUAGE
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
    written_as = format_of(out)
    require_folder(out.parent)
    only = None
    if enterprise is not None:
        only = EnterpriseFilter(enterprise_id=find_enterprise(desk.actor, desk.db, enterprise))
    exported = export(
        desk.actor,
        desk.db,
        kind,
        area_code=area,
        as_of=day_of(as_of),
        language=language,
        filters=only,
        format=written_as,
        template_kind=template_kind or "enterprises",
        base_url=base_url or LOCAL_BASE,
    )
    write_whole(out, exported.content)
    say("export_cards_done" if kind == "cards" else "export_done", path=out, rows=exported.rows)
    for remark in exported.remarks:
        click.echo(speak(f"cards.{remark.code}", **remark.values), err=True)
    if kind == "cards" and is_only_local(base_url or LOCAL_BASE):
        click.echo(speak("cli.export_only_local", address=base_url or LOCAL_BASE), err=True)


@command("figures")
@AREA
@AS_OF
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def figures(desk: Desk, area: str | None, as_of: datetime | None, as_json: bool) -> None:
    found = figures_of(desk.actor, desk.db, area, day_of(as_of))
    if as_json:
        say_json(
            {
                "as_of": str(day_of(as_of) or desk.db.today()),
                "area": found.area_code,
                "figures": {
                    key: {
                        "value": figure.value if figure.is_rate else _plain(figure.value),
                        "numerator": _plain(figure.numerator),
                        "denominator": _plain(figure.denominator),
                    }
                    for key, figure in found.figures.items()
                },
            }
        )
        return
    for key, figure in found.figures.items():
        click.echo(f"{speak(f'figures.{key}')}\t{figure.text}")
