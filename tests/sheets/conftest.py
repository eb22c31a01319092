"""The labels that the product knows, from locales and data, as the matcher takes them."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from liaison.locales import LANGUAGES, catalogue
from liaison.sheets.headers import HeaderIndex

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


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def enterprises() -> HeaderIndex:
    return header_index("enterprises")


@pytest.fixture(scope="session")
def liaisons() -> HeaderIndex:
    return header_index("liaisons")
