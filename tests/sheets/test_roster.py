"""The roster as it goes out has the columns of the field table, in its order."""

from __future__ import annotations

import pytest

from liaison.domain.fields import ENTERPRISE_FIELDS
from liaison.locales import LANGUAGES, words
from liaison.sheets.writing.lists import labels_in
from liaison.sheets.writing.roster import roster_columns, roster_rows
from liaison.store import reference
from liaison.store.database import Database


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_are_the_fields_in_their_order(db: Database, language: str) -> None:
    say = words(language)
    with db.read() as connection:
        columns = roster_columns(say, labels_in(say, reference.load(connection), {}))
    assert [column.header for column in columns] == [
        say(f"fields.enterprises.{field.key}") for field in ENTERPRISE_FIELDS
    ]
    kinds = {
        field.key: column.kind for field, column in zip(ENTERPRISE_FIELDS, columns, strict=True)
    }
    assert (kinds["uscc"], kinds["contact_phone"], kinds["resumed_on"]) == ("code", "code", "date")


@pytest.mark.parametrize(
    ("points", "share"),
    [(None, None), (85.0, 0.85), (12.34, 0.1234), (200.0, 2.0), (0, 0)],
    ids=str,
)
def test_percentage_points_go_out_as_shares(points: float | None, share: float | None) -> None:
    keys = [field.key for field in ENTERPRISE_FIELDS]
    row = tuple(points if key == "capacity_percent" else None for key in keys)
    (line,) = roster_rows([row])
    assert line[keys.index("capacity_percent")] == share
