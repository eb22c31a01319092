"""Files that a page holds ready: for the session that they are for, and for no other."""

from __future__ import annotations

from liaison.web.held_files import HeldFile, held_file, hold


def _file(session_id: str, name: str = "a.xlsx") -> HeldFile:
    return HeldFile(session_id, name, "text/plain", lambda actor: actor.name.encode())


def _token(address: str) -> str:
    return address.rpartition("/")[2]


def test_only_its_own_session_gets_a_file() -> None:
    token = _token(hold(_file("mine")))
    assert held_file(token, "mine") is not None
    assert held_file(token, "another") is None
    assert held_file("unknown", "mine") is None


def test_a_newer_one_of_the_same_name_takes_its_place() -> None:
    older, newer = (_token(hold(_file("mine", "b.xlsx"))) for _ in range(2))
    assert held_file(older, "mine") is None
    assert held_file(newer, "mine") is not None


def test_the_oldest_goes_when_there_are_many() -> None:
    first = _token(hold(_file("mine", "first.xlsx")))
    for number in range(50):
        hold(_file(f"session {number}"))
    assert held_file(first, "mine") is None
