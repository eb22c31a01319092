"""A case is a number under a seed: the same file is made of it every time."""

from __future__ import annotations

import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from random import Random

from liaison.domain.errors import InvalidInput, UnreadableWorkbook
from liaison.domain.plan import OutcomeKind
from liaison.domain.roles import Actor, Role
from liaison.locales import LANGUAGES, words
from liaison.services.roster_import import plan_roster_import, rejects_workbook
from liaison.store import reference
from liaison.store.database import Database
from tests.fuzz.mutations import mutate
from tests.fuzz.seeds import seeds

#: The reader gives up after 60 seconds; what comes after it has no clock of its own.
_MOST_SECONDS = 90
_ACTOR = Actor(name="administrator", role=Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The code of a refusal, `rows` or `by hand`; and what went wrong, where something did."""

    code: str
    failure: str | None = None
    saved_as: Path | None = None


def new_database(path: Path) -> Database:
    """A migrated and seeded database without rosters."""
    database = Database(path)
    database.migrate()
    with database.write() as connection:
        reference.seed(connection)
    return database


def case_file(seed: int, number: int) -> tuple[str, bytes]:
    """The name and the content of a case."""
    random = Random(f"{seed}/{number}")  # noqa: S311 - to be reproduced, not to be secret
    name, content = random.choice(seeds())
    return mutate(random, name, content, [other for _, other in seeds()])


def run_case(database: Database, seed: int, number: int) -> Outcome:
    """Plan the import of a case; a file that fails is saved for `python -m tests.fuzz FILE`."""
    name, content = case_file(seed, number)
    try:
        return Outcome(plan(database, name, content))
    except Exception:  # noqa: BLE001 - whatever else comes out is the find
        folder = Path(tempfile.gettempdir(), "liaison-fuzz")
        folder.mkdir(exist_ok=True)
        path = folder / f"{seed}-{number}-{name}"
        path.write_bytes(content)
        return Outcome("failure", traceback.format_exc(), path)


def plan(database: Database, name: str, content: bytes) -> str:
    """`rows`, `by hand`, or the code of a refusal whose sentence is there in every language."""
    code = _plan(database, name, content, by_hand=False)
    return _plan(database, name, content, by_hand=True) if code == "no_table_found" else code


def _plan(database: Database, name: str, content: bytes, *, by_hand: bool) -> str:
    started = time.monotonic()
    try:
        planned = plan_roster_import(_ACTOR, database, content, name, by_hand=by_hand)
    except (UnreadableWorkbook, InvalidInput) as refusal:
        for language in LANGUAGES:
            words(language)(f"errors.{refusal.code}", **refusal.values)
        return refusal.code
    finally:
        assert time.monotonic() - started < _MOST_SECONDS, "too slow"
    counts = planned.counts()
    assert sum(counts[kind] for kind in OutcomeKind) == len(planned.outcomes)
    if counts["rejected"]:
        for language in LANGUAGES:
            rejects_workbook(_ACTOR, database, planned, language)
    return "by hand" if by_hand else "rows"
