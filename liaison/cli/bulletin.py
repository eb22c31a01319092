"""bulletin: the day's report of an area, or of each, for a person or for cron."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import click

from liaison.cli.frame import Desk, command, speak
from liaison.cli.out_files import require_folder, write_whole
from liaison.cli.workbooks import AREA, AS_OF, LANGUAGE, day_of, format_of
from liaison.domain.roles import OPERATOR
from liaison.locales import words
from liaison.locales.bulletin_words import tell
from liaison.services.bulletin import bulletin as bulletin_of
from liaison.services.bulletin import bulletin_areas
from liaison.services.reports import OFFERS, FileFormat, export
from liaison.services.snapshots import take_missing_snapshots

_FORMATS = OFFERS["bulletin"].formats


@command("bulletin")
@AREA
@AS_OF
@LANGUAGE
@click.option("--out", type=click.Path(path_type=Path), help=speak("cli.bulletin_out"))
@click.option(
    "--format",
    "formats",
    type=click.Choice(_FORMATS),
    multiple=True,
    help=speak("cli.bulletin_format"),
)
@click.option("--all-areas", is_flag=True, help=speak("cli.bulletin_all_areas"))
@click.option("--text", "as_text", is_flag=True, help=speak("cli.bulletin_text"))
def bulletin(
    desk: Desk,
    area: str | None,
    as_of: datetime | None,
    language: str,
    out: Path | None,
    formats: tuple[FileFormat, ...],
    all_areas: bool,
    as_text: bool,
) -> None:
    names_file = out is not None and bool(out.suffix) and not out.is_dir()
    if (all_areas and (area or names_file)) or (as_text and (out or formats)):
        raise click.UsageError(speak("cli.bulletin_one_of"))
    if names_file and formats:
        raise click.UsageError(speak("cli.bulletin_format_of_file"))
    actor, day = desk.actor, _day(desk, as_of)
    areas = bulletin_areas(actor, desk.db) if all_areas else [area]
    if as_text:
        for each in areas:
            told = bulletin_of(actor, desk.db, each, day, language=language)
            click.echo(tell(told, words(language)).paragraph)
        return
    if out is not None and names_file:
        _write(desk, area, day, language, format_of(out), out)
        return
    folder = out or Path()
    require_folder(folder)
    for each in areas:
        for file_format in formats or _FORMATS:
            _write(desk, each, day, language, file_format, folder)


def _day(desk: Desk, as_of: datetime | None) -> date:
    """The day asked for, by default the last that is over; it is kept first where it was not.

    The server keeps a day at 24:00; where it was down, whoever asks for yesterday makes it good.
    """
    yesterday = desk.db.today() - timedelta(days=1)
    day = day_of(as_of) or yesterday
    if day == yesterday:
        take_missing_snapshots(OPERATOR, desk.db)
    return day


def _write(
    desk: Desk, area: str | None, day: date, language: str, file_format: FileFormat, out: Path
) -> None:
    """Write one file, under its own name in a folder, and say where."""
    if not out.is_dir():
        require_folder(out.parent)
    file = export(
        desk.actor,
        desk.db,
        "bulletin",
        area_code=area,
        as_of=day,
        language=language,
        format=file_format,
    )
    path = out / file.file_name if out.is_dir() else out
    write_whole(path, file.content)
    click.echo(path)
