"""The demonstration city: built beside its place, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from liaison.domain.roles import OPERATOR, Role
from liaison.services import demo_city
from liaison.services.backup import check
from liaison.services.demo_city import doors, is_demo_city, make_demo_city
from liaison.services.figures import figures
from liaison.store.database import Database


class BrokenOffError(Exception):
    """Somebody pressed Ctrl+C."""


def test_a_build_that_was_broken_off_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    db = Database(tmp_path / "demo.db")

    def give_up(event: str, **values: object) -> None:
        raise BrokenOffError

    with pytest.raises(BrokenOffError):
        make_demo_city(OPERATOR, db, give_up)
    assert list(tmp_path.iterdir()) == []
    assert not is_demo_city(db)


def test_the_city_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of its days, built as all fifteen are."""
    monkeypatch.setattr(demo_city, "LAST_DAY", demo_city.FIRST_DAY.replace(day=11))
    db = Database(tmp_path / "demo.db")
    city = make_demo_city(OPERATOR, db, lambda event, **values: None)
    assert {role for role, _ in city.accounts} == {
        Role.OFFICER,
        Role.COMMISSIONER,
        Role.OFFICIAL,
        Role.ADMINISTRATOR,
    }
    again = Database(tmp_path / "demo.db")
    assert is_demo_city(again)
    assert doors(OPERATOR, again) == city
    assert again.today() == demo_city.LAST_DAY
    assert check(OPERATOR, again).is_sound
    found = figures(OPERATOR, again)
    assert found["pair_coverage"].value == 1
    assert (found["measures_delivered"].value or 0) > 0
