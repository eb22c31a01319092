"""Reference data: read from data/reference, kept in tables, served as records."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlite_utils

from liaison.domain.fields import FIELDS, RosterKind
from liaison.domain.measure_rule import MeasureRule
from liaison.domain.records import Measure
from liaison.domain.reference import Area, Industry, Reference, normalise_word
from liaison.domain.vocabulary import CODED_VALUES
from liaison.locales import LANGUAGES, words

REFERENCE_FOLDER = Path(__file__).resolve().parents[2] / "data" / "reference"


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of data/reference/<name>.csv."""
    with (REFERENCE_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seed(connection: sqlite_utils.Database) -> None:
    """Fill the reference tables; areas and industries follow later editions.

    The measures are the administrators' from then on: they are written into an empty catalogue.
    """
    areas = [
        _blank_to_none(row, "parent") | {"position": n} for n, row in enumerate(rows_of("areas"))
    ]
    _upsert(connection, "areas", areas)
    _upsert(connection, "industries", rows_of("industries"))
    if not connection.table("measures").count:
        connection.table("measures").insert_all(_default_measures())


def _default_measures() -> list[dict[str, Any]]:
    return [
        row | {"position": int(row["position"]), "default_days": int(row["default_days"])}
        for row in rows_of("measures")
    ]


def default_catalogue() -> list[Measure]:
    """The measures that the product comes with, as long as nobody edited them."""
    return [Measure(**row, retired_on=None) for row in _default_measures()]


def _blank_to_none(row: Mapping[str, str], key: str) -> dict[str, Any]:
    return {**row, key: row[key] or None}


def _upsert(connection: sqlite_utils.Database, table: str, rows: list[dict[str, Any]]) -> None:
    connection.table(table).upsert_all(rows, pk="code")


def load(connection: sqlite_utils.Database) -> Reference:
    """Areas, industries and the synonyms of coded values, ready for the parsers."""
    areas = [_area(row) for row in connection.query("SELECT * FROM areas ORDER BY position")]
    industries = [
        Industry(row["code"], row["name"], row["name_en"], _split(row["aliases"]))
        for row in connection.query("SELECT * FROM industries ORDER BY code")
    ]
    return Reference(
        {area.code: area for area in areas},
        {industry.code: industry for industry in industries},
        coded_values(),
    )


@lru_cache
def coded_values() -> Mapping[str, Mapping[str, str]]:
    """Choice → normalised word → stored key: keys, both languages' labels, the synonyms' file."""
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows_of("values"):
        known[row["field"]][normalise_word(row["synonym"])] = row["value"]
    for choice, keys in CODED_VALUES.items():
        for key in keys:
            for word in (key, *(words(each).label(choice, key) for each in LANGUAGES)):
                known[choice][normalise_word(word)] = key.value
    return dict(known)


@lru_cache
def header_labels(kind: RosterKind) -> Mapping[str, tuple[str, ...]]:
    """Field key → the labels it is known by: the official ones first, then the synonyms."""
    labels = {
        field.key: [words(each)(f"fields.{kind}.{field.key}") for each in LANGUAGES]
        for field in FIELDS[kind]
    }
    for row in rows_of("headers"):
        if row["kind"] == kind:
            labels[row["field"]].append(row["synonym"])
    return {key: tuple(known) for key, known in labels.items()}


@lru_cache
def private_fragments() -> tuple[str, ...]:
    """What marks a column about private persons, which is left out of every import."""
    return tuple(row["fragment"] for row in rows_of("private_headers"))


def measures(connection: sqlite_utils.Database) -> list[Measure]:
    """The measures in force, in the catalogue's order."""
    query = "SELECT * FROM measures WHERE retired_on IS NULL ORDER BY position, code"
    return [measure_of(row) for row in connection.query(query)]


def retired_measures(connection: sqlite_utils.Database) -> list[Measure]:
    """The measures that are no longer in force, in the catalogue's order."""
    query = "SELECT * FROM measures WHERE retired_on IS NOT NULL ORDER BY position, code"
    return [measure_of(row) for row in connection.query(query)]


def measure_of(row: Mapping[str, Any]) -> Measure:
    """A row of the table `measures` as a record."""
    retired, rule = row["retired_on"], json.loads(row["rule"])
    parts: dict[str, Any] = {
        key: tuple(part) if isinstance(part, list) else part for key, part in rule.items()
    }
    return Measure(
        **{**row, "rule": MeasureRule(**parts)}
        | {"retired_on": date.fromisoformat(retired) if retired else None}
    )


def _area(row: Mapping[str, Any]) -> Area:
    return Area(
        row["code"],
        row["name"],
        row["name_en"],
        row["kind"],
        row["parent"],
        _split(row["also_in"]),
        _split(row["aliases"]),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
