"""export, presets and figures."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, cast, get_args
from urllib.parse import urlencode

import click

from liaison.cli.frame import Desk, command, say, say_json, speak
from liaison.domain.enterprise_links import LOCAL_BASE, is_only_local
from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.filters import EnterpriseFilter
from liaison.locales import LANGUAGES
from liaison.services.enterprises import find_enterprise
from liaison.services.export_order import ExportOrder
from liaison.services.figures import figures as figures_of
from liaison.services.presets import find_preset, list_presets, preset_order
from liaison.services.reports import ExportKind, FileFormat, TemplateKind, WrittenFile, export_into

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


class _KindOrFile(click.Choice[str]):
    """A kind of export or, where a preset names the kind, the file."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        is_file = isinstance(value, str) and bool(Path(value).suffix)
        return str(value) if is_file else str(super().convert(value, param, ctx))


@command("export")
@click.argument("kind", metavar="[KIND]", type=_KindOrFile(get_args(ExportKind)))
@click.argument("out", type=click.Path(path_type=Path), required=False)
@_AREA
@_AS_OF
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
        format=_format_of(out),
        as_of=_day(as_of),
        language=language or order.language,
        template_kind=template_kind or order.template_kind,
        columns=tuple(columns.split(",")) if columns else order.columns,
    )
    is_cards = order.kind == "cards"
    if (enterprise or base_url) and not is_cards:
        raise click.UsageError(speak("cli.export_for_cards"))
    if area is not None:
        filters = order.filters and replace(order.filters, area_code=area)
        order = replace(order, area_code=area, filters=filters)
    if not out.parent.is_dir():
        raise NotFound("folder_not_found", folder=out.parent)
    if is_cards:
        order = _for_cards(desk, order, enterprise, base_url or LOCAL_BASE)
    made = _written(desk, order, out)
    say("export_cards_done" if is_cards else "export_done", path=out, rows=made.rows)
    for each in (*made.gone, *(speak(f"cards.{r.code}", **r.values) for r in made.remarks)):
        click.echo(each, err=True)
    if is_cards and is_only_local(order.base_url or ""):
        click.echo(speak("cli.export_only_local", address=order.base_url), err=True)


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


def _written(desk: Desk, order: ExportOrder, out: Path) -> WrittenFile:
    """The file under its name once it is whole: what goes wrong leaves what was there."""
    with NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as part:
        path = Path(part.name)
        try:
            made = export_into(desk.actor, desk.db, order, cast(BinaryIO, part))
        except BaseException:
            path.unlink()
            raise
    path.chmod(0o666 & ~_umask())
    path.replace(out)
    return made


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


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
@_AREA
@_AS_OF
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def figures(desk: Desk, area: str | None, as_of: datetime | None, as_json: bool) -> None:
    found = figures_of(desk.actor, desk.db, area, _day(as_of))
    if as_json:
        say_json(
            {
                "as_of": str(_day(as_of) or desk.db.today()),
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
