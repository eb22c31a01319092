"""How counters are added to and counted anew. Part of the migrations: append only."""

from __future__ import annotations

from typing import NamedTuple


class Recount(NamedTuple):
    """Columns of a counter table, and the query that counts them anew: keys first."""

    table: str
    keys: str
    columns: tuple[str, ...]
    query: str

    def filling(self) -> str:
        """The statement that adds what is counted anew to the table."""
        return add(self.table, self.keys, self.columns, self.query)


def add(table: str, keys: str, columns: tuple[str, ...], select: str) -> str:
    """The statement that adds what is selected, keys first, to what a table has counted."""
    changes = ", ".join(f"{name} = {name} + excluded.{name}" for name in columns)
    return f"""
        INSERT INTO {table} ({keys}, {", ".join(columns)}) {select}
        ON CONFLICT ({keys}) DO UPDATE SET {changes};
    """  # names and formulas of the counters


def without_empty_rows(table: str, keys: str) -> str:
    """A trigger that takes a row out when its number has come down to nothing."""
    same = " AND ".join(f"{key} = NEW.{key}" for key in keys.split(", "))
    return f"""
        CREATE TRIGGER {table}_emptied AFTER UPDATE ON {table} WHEN NEW.n = 0
        BEGIN DELETE FROM {table} WHERE {same}; END
    """  # noqa: S608 # as above
