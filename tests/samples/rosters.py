"""All sample rosters: `python -m tests.samples.rosters DIR` writes them to be looked at by hand."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.samples import (
    cell_forms,
    column_forms,
    county_ledgers,
    file_forms,
    foreign_columns,
    people_rosters,
    row_forms,
    sheet_forms,
    twin_forms,
    word_forms,
)
from tests.samples.expectations import ALL
from tests.samples.making import has_office

__all__ = [
    "ALL",
    "cell_forms",
    "column_forms",
    "county_ledgers",
    "file_forms",
    "foreign_columns",
    "people_rosters",
    "row_forms",
    "sheet_forms",
    "twin_forms",
    "word_forms",
]


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for each in ALL.values():
        if each.needs_office and not has_office():
            print(f"{each.name}: needs LibreOffice")  # noqa: T201 # a person reads it
            continue
        (folder / each.name).write_bytes(each.make())


if __name__ == "__main__":
    main()
