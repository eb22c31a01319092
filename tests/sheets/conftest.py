"""The labels that the product knows, from locales and data, as the matcher takes them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from liaison.domain.reference import Reference
from liaison.locales import LANGUAGES, catalogue
from liaison.sheets.reading.reader import Sheet, read_workbook
from liaison.sheets.tables.content import ContentRecogniser
from liaison.sheets.tables.headers import HeaderIndex
from liaison.store import reference
from liaison.store.database import Database
from tests.samples.make_samples import workbook

REFERENCE = Path(__file__).parents[2] / "data" / "reference"


def known_labels(kind: str) -> dict[str, list[str]]:
    """Field → official labels, then the synonyms of headers.csv."""
    labels: defaultdict[str, list[str]] = defaultdict(list)
    for language in LANGUAGES:
        for key, label in catalogue(language).items():
            if key.startswith(f"fields.{kind}."):
                labels[key.rpartition(".")[2]].append(label)
    for row in _rows("headers.csv"):
        if row["kind"] == kind:
            labels[row["field"]].append(row["synonym"])
    return labels


def header_index(kind: str) -> HeaderIndex:
    return HeaderIndex(
        known_labels(kind), [row["fragment"] for row in _rows("private_headers.csv")]
    )


def sheet_of(rows: Sequence[Sequence[Any]], **options: Any) -> Sheet:
    """The rows as they come back out of a workbook."""
    [sheet] = read_workbook(workbook(rows, **options), "名册.xlsx")
    return sheet


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def enterprises() -> HeaderIndex:
    return header_index("enterprises")


@pytest.fixture(scope="session")
def liaisons() -> HeaderIndex:
    return header_index("liaisons")


@pytest.fixture(scope="session")
def city(seeded_database: bytes, tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """The reference data of a new database."""
    path = tmp_path_factory.mktemp("city") / "liaison.db"
    path.write_bytes(seeded_database)
    with Database(path).read() as connection:
        return reference.load(connection)


@pytest.fixture(scope="session")
def people_by_content(city: Reference) -> ContentRecogniser:
    """Knows a people's roster's columns by their cells."""
    return ContentRecogniser("liaisons", city)


@pytest.fixture(scope="session")
def by_content(city: Reference) -> ContentRecogniser:
    """Knows an enterprise roster's columns by their cells."""
    return ContentRecogniser("enterprises", city)
