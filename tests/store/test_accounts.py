"""What only the store can promise: attempts that are counted, whatever happens at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from liaison.domain.roles import Role
from liaison.store import accounts, sessions
from liaison.store.database import Database


def add(db: Database, name: str) -> int:
    with db.write() as connection:
        return accounts.insert(
            connection,
            name=name,
            role=Role.OFFICIAL,
            area_code=None,
            liaison_id=None,
            language="zh-CN",
            password_hash="not a hash",
            is_one_time=False,
            at=db.now(),
        )


def test_attempts_at_the_same_moment_are_counted_one_by_one(db: Database) -> None:
    add(db, "li")

    def attempt(_: int) -> bool:
        with db.write() as connection:
            stored = accounts.claim_attempt(
                connection,
                "li",
                at=db.now(),
                attempts_allowed=5,
                locked_until=db.now() + timedelta(minutes=15),
            )
        assert stored is not None
        return not stored.is_locked

    with ThreadPoolExecutor(8) as pool:
        looked_at = sum(pool.map(attempt, range(40)))
    assert looked_at == 5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Li", "lI", id="case"),
        pytest.param("Ｌｉ", "li", id="width"),
        pytest.param("STRASSE", "straße", id="folded letters"),
    ],
)
def test_names_are_one_whatever_their_case(db: Database, one: str, other: str) -> None:
    account_id = add(db, one)
    with db.read() as connection:
        stored = accounts.find(connection, other, at=db.now())
    assert stored is not None
    assert stored.account.id == account_id
    assert stored.account.name == one


def test_expired_sessions_are_forgotten(db: Database) -> None:
    account_id = add(db, "li")
    with db.write() as connection:
        sessions.insert(connection, "a", account_id=account_id, at=db.now(), expires_at=db.now())
        sessions.forget_expired(connection, at=db.now())
        assert connection.execute("SELECT COUNT(*) FROM sessions").fetchone()[0] == 0
