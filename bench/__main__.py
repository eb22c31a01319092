"""Run the benchmark: `python -m bench [ROW …]`, all rows where none is named."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from bench import crowd, growth, pages, pairing, rival, rosters, saving, workbooks
from bench.measure import Measured, NotMeasured
from bench.rows import QUICK_PROVINCE, QUICK_RERUNS, RERUNS, Row, Setting

ROOT = Path(__file__).resolve().parents[1]
MODULES = (rosters, rival, workbooks, pairing, saving, growth, pages, crowd)
ROWS: dict[str, Row] = {row.key: row for module in MODULES for row in module.ROWS}
_LINE = "{:<34} {:>10} {:>10} {:>8} {:>6}  {:<5} {}"


@click.command()
@click.argument("rows", nargs=-1, type=click.Choice(list(ROWS)), metavar="[ROW]...")
@click.option("--quick", is_flag=True, help="Small sizes and one run each: does it work at all?")
@click.option(
    "--province",
    "province_size",
    type=click.IntRange(min=1_000),
    default=1_000_000,
    show_default=True,
    help="Enterprises of the province, for a machine with less time or room.",
)
@click.option(
    "--reruns",
    type=click.IntRange(min=100),
    default=RERUNS,
    show_default=True,
    help="Reruns of 200 sessions, 40 a second, for less time.",
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / "build" / "bench",
    help="Where what is made is kept for the next run.",
)
@click.option(
    "--results",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path(__file__).with_name("results.json"),
    help="The file that the results are written to.",
)
def main(
    rows: tuple[str, ...],
    quick: bool,
    province_size: int,
    reruns: int,
    folder: Path,
    results: Path,
) -> None:
    """Measure the work against its references and say which bars hold."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as scratch:
        if quick:
            province_size, reruns = QUICK_PROVINCE, QUICK_RERUNS
        setting = Setting(folder.resolve(), Path(scratch).resolve(), province_size, quick, reruns)
        run(setting, _chosen(rows), results)


def run(setting: Setting, rows: Iterable[Row], results: Path) -> None:
    click.echo(f"city {setting.city_size:,} enterprises, province {setting.province_size:,}")
    click.echo(_LINE.format("work", "ours", "reference", "ratio", "bar", "held", "reference is"))
    measured = []
    for row in rows:
        measured.append(_measured(row, setting))
        click.echo(_line(row, measured[-1]))
        _write(results, setting, measured)
    click.echo(_summary(measured))


def _measured(row: Row, setting: Setting) -> dict[str, Any]:
    try:
        return _result(row, row.measure(setting))
    except NotMeasured as reason:
        return {"row": row.key, "work": row.work, "not_measured": str(reason)}


def _summary(results: Sequence[dict[str, Any]]) -> str:
    unmeasured = [result["row"] for result in results if "not_measured" in result]
    missed = [result["row"] for result in results if result.get("held") is False]
    told = [f"not held: {', '.join(missed)}"] if missed else []
    told += [f"not measured: {', '.join(unmeasured)}"] if unmeasured else []
    return "; ".join(told) or "all bars held"


def _chosen(keys: Iterable[str]) -> Iterator[Row]:
    wanted = set(keys) or set(ROWS)
    return (row for key, row in ROWS.items() if key in wanted)


def _result(row: Row, measured: Measured) -> dict[str, Any]:
    ratio = measured.ours / measured.reference
    return {
        "row": row.key,
        "work": row.work,
        "against": row.against,
        "unit": row.unit,
        "ours": measured.ours,
        "reference": measured.reference,
        "ratio": ratio,
        "bar": row.bar,
        "held": ratio <= row.bar,
        **({"details": dict(measured.details)} if measured.details else {}),
        **({"note": measured.note} if measured.note else {}),
    }


def _line(row: Row, result: dict[str, Any]) -> str:
    if "not_measured" in result:
        return f"{row.work:<34} not measured: {result['not_measured']}"
    line = _LINE.format(
        row.work,
        _amount(result["ours"], row.unit),
        _amount(result["reference"], row.unit),
        f"{result['ratio']:.3f}",
        f"{row.bar:.2f}",
        "yes" if result["held"] else "NO",
        row.against,
    )
    return line + "".join(f"\n    {told}" for told in _told_beside(result))


def _told_beside(result: dict[str, Any]) -> Iterator[str]:
    """The figures and the note that stand under a row."""
    if details := result.get("details"):
        yield ", ".join(f"{name.replace('_', ' ')} {value:,.6g}" for name, value in details.items())
    if "note" in result:
        yield result["note"]


def _amount(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:,.0f} {unit}"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.2f} ms"


def _write(path: Path, setting: Setting, measured: list[dict[str, Any]]) -> None:
    """Written after every row, so that a run that is stopped has told what it knew."""
    told = {
        "city": setting.city_size,
        "province": setting.province_size,
        "quick": setting.is_quick,
        "machine": {
            "processors": os.cpu_count(),
            "system": platform.platform(terse=True),
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
        },
        "rows": measured,
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
