"""The index of what a search looks through: the one thing of the store that only SQLite has.

Every three characters in a row of a search text are a term. A search of three characters and more
asks for all of its terms, a shorter one for the terms that begin with it; the text ends in two
line ends, so that its last characters begin terms as well. What the index finds still has to be
compared with the text: it only says where to look. Part of the migrations: append only.
"""

from __future__ import annotations

import sqlite3
from typing import Any, Final

import sqlite_utils

from liaison.store.marked import marked

Connection = sqlite_utils.Database
Condition = tuple[str, dict[str, Any]]

_TERM_LENGTH = 3
#: Where more terms begin with a search, or more enterprises have it, reading the list is quicker.
_MOST_TERMS, _MOST_FOUND = 400, 20_000
#: Up to so many are named one by one, and the index is asked once.
_MOST_NAMED = 500

_TEXT = "{row}.search_text || char(10, 10)"
#: Indexes the row that was just inserted.
INDEX_NEW_ENTERPRISE: Final = (
    "INSERT INTO enterprise_search (rowid, search_text)"  # noqa: S608 # our own formula
    f" VALUES (NEW.id, {_TEXT.format(row='NEW')});"
)
_REMOVE = (
    "INSERT INTO enterprise_search (enterprise_search, rowid, search_text)"  # noqa: S608 # as above
    f" VALUES ('delete', OLD.id, {_TEXT.format(row='OLD')});"
)

SEARCH_INDEX: Final = (
    f"""
    CREATE VIEW enterprise_texts AS
        SELECT e.id, {_TEXT.format(row="e")} AS search_text FROM enterprises e
    """,  # noqa: S608 # as above
    """
    CREATE VIRTUAL TABLE enterprise_search USING fts5(
        search_text, content='enterprise_texts', content_rowid='id',
        tokenize='trigram', detail='none', columnsize=0)
    """,
    "CREATE VIRTUAL TABLE enterprise_search_terms USING fts5vocab(enterprise_search, row)",
    "INSERT INTO enterprise_search (rowid, search_text)"
    " SELECT id, search_text FROM enterprise_texts",
    "CREATE TRIGGER enterprise_reindexed AFTER UPDATE OF search_text ON enterprises"
    f" WHEN OLD.search_text <> NEW.search_text BEGIN {_REMOVE} {INDEX_NEW_ENTERPRISE} END",
    f"CREATE TRIGGER enterprise_unindexed AFTER DELETE ON enterprises BEGIN {_REMOVE} END",
)

#: Indexes the enterprises from :first to :last, which the trigger passed over.
INDEX_TOGETHER: Final = """
    INSERT INTO enterprise_search (rowid, search_text)
    SELECT id, search_text FROM enterprise_texts WHERE id BETWEEN :first AND :last
"""

_MATCHES = "SELECT rowid FROM enterprise_search WHERE enterprise_search MATCH :search_terms"


def where_to_look(connection: Connection, needle: str) -> Condition | None:
    """A condition on `enterprises e` that all with the needle meet, a few others perhaps as well.

    None where it is quicker to read every text.
    """
    terms = _terms(connection, needle)
    if terms is None:
        return None
    values = {"search_terms": terms, "most": _MOST_FOUND + 1}
    found = connection.execute(f"{_MATCHES} LIMIT :most", values).fetchall()
    if len(found) > _MOST_FOUND:
        return None
    if len(found) > _MOST_NAMED:
        return f"e.id IN ({_MATCHES})", {"search_terms": terms}
    # The page, its total and the chips each ask: a few are named, so that they need not look.
    marks, named = marked((row[0] for row in found), "found_")
    return f"e.id IN ({marks})", named


def _terms(connection: Connection, needle: str) -> str | None:
    """What to ask the index for, None where that would be too much."""
    if not needle or "\0" in needle:
        return None
    if len(needle) < _TERM_LENGTH:
        terms, link = _beginning_with(connection, needle), " OR "
    else:
        last = len(needle) - _TERM_LENGTH + 1
        terms, link = [needle[at : at + _TERM_LENGTH] for at in range(last)], " AND "
    if len(terms) > _MOST_TERMS:
        return None
    return link.join('"' + term.replace('"', '""') + '"' for term in dict.fromkeys(terms))


def _beginning_with(connection: Connection, needle: str) -> list[str]:
    query = """
        SELECT term FROM enterprise_search_terms
         WHERE term >= :needle AND term < :needle || char(1114111) LIMIT :most
    """
    values = {"needle": needle, "most": _MOST_TERMS + 1}
    # A search that no term begins with finds nothing, as the search itself does.
    return [row[0] for row in connection.execute(query, values)] or [needle]


def index_faults(connection: Connection) -> list[str]:
    """What SQLite finds when it compares the index with the texts, which only a writer may ask."""
    try:
        connection.conn.execute(
            "INSERT INTO enterprise_search (enterprise_search, rank) VALUES ('integrity-check', 1)"
        )
    except sqlite3.DatabaseError as fault:
        return [str(fault)]
    return []
