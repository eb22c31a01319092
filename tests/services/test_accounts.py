"""Accounts and signing in, as administrators and users meet them."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.domain.errors import (
    InvalidInput,
    LiaisonError,
    NotFound,
    NotPermitted,
    SignInRefused,
    StaleRecord,
)
from liaison.domain.roles import OPERATOR, Actor, Role
from liaison.services import accounts, passwords, sign_in
from liaison.services.tokens import digest
from liaison.store.database import Database
from tests.conftest import Clock, enterprise_actor, make_enterprise, make_liaison, official_of

GOOD = "correct horse battery"


@pytest.fixture
def root(db: Database) -> Actor:
    """The administrator of the database, with a real account."""
    accounts.add_account(OPERATOR, db, "root", Role.ADMINISTRATOR, password=GOOD)
    return accounts.account_actor(OPERATOR, db, "root")


def entries(db: Database) -> list[dict[str, Any]]:
    with db.read() as connection:
        return list(connection.query("SELECT * FROM history ORDER BY id"))


def resolved(db: Database, token: str) -> Actor | None:
    return sign_in.resolve_session(db, digest(token))


def test_signing_in_opens_a_session_of_the_account(db: Database) -> None:
    officer = make_liaison(db, name="张三")
    accounts.add_account(
        OPERATOR, db, "Wang", Role.OFFICER, password=GOOD, liaison_id=officer, language="en"
    )
    actor = resolved(db, sign_in.sign_in(db, "  WANG ", GOOD))
    assert actor is not None
    assert (actor.name, actor.role, actor.liaison_id) == ("Wang 张三", Role.OFFICER, officer)
    assert actor.language == "en"


def test_the_database_keeps_neither_password_nor_token(db: Database, root: Actor) -> None:
    token = sign_in.sign_in(db, "root", GOOD)
    with db.read() as connection:
        dump = "\n".join(connection.conn.iterdump())
    assert token not in dump
    assert GOOD not in dump
    assert "$argon2id$" in dump


@pytest.mark.parametrize(
    ("name", "password"),
    [
        pytest.param("root", "wrong password", id="wrong password"),
        pytest.param("nobody", GOOD, id="unknown name"),
        pytest.param("closed", GOOD, id="disabled account"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_every_refusal_is_the_same(db: Database, root: Actor, name: str, password: str) -> None:
    accounts.add_account(root, db, "closed", Role.OFFICIAL, password=GOOD)
    accounts.disable_account(root, db, "closed")
    with pytest.raises(SignInRefused) as refusal:
        sign_in.sign_in(db, name, password)
    assert refusal.value.code == "sign_in_refused"
    assert refusal.value.values == {"attempts": 5, "minutes": 15}


def test_an_unknown_name_costs_as_much_work_as_a_wrong_password(
    db: Database, root: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    hasher = passwords._hasher
    passwords._hash_of_nobody()

    class Counting:
        def verify(self, password_hash: str, password: str) -> bool:
            verified.append(password_hash.rsplit("$", 2)[0])
            return hasher.verify(password_hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    for name in ("root", "nobody"):
        with pytest.raises(SignInRefused):
            sign_in.sign_in(db, name, "wrong password")
    assert len(verified) == 2
    assert len(set(verified)) == 1, "both with the same parameters of argon2"


def test_five_wrong_attempts_lock_for_a_quarter_of_an_hour(
    db: Database, root: Actor, clock: Clock
) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in.sign_in(db, "root", "wrong password")
    with pytest.raises(SignInRefused):
        sign_in.sign_in(db, "root", GOOD)
    clock.advance(minutes=15, seconds=1)
    assert sign_in.sign_in(db, "root", GOOD)


def test_a_right_password_forgets_the_wrong_attempts(db: Database, root: Actor) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(SignInRefused):
                sign_in.sign_in(db, "root", "wrong password")
        assert sign_in.sign_in(db, "root", GOOD)


def test_attempts_count_anew_after_a_lock(db: Database, root: Actor, clock: Clock) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in.sign_in(db, "root", "wrong password")
    clock.advance(minutes=16)
    for _ in range(4):
        with pytest.raises(SignInRefused):
            sign_in.sign_in(db, "root", "wrong password")
    assert sign_in.sign_in(db, "root", GOOD)


def test_an_account_session_ends_when_idle(db: Database, root: Actor, clock: Clock) -> None:
    token = sign_in.sign_in(db, "root", GOOD)
    for _ in range(3):
        clock.advance(hours=11)
        assert resolved(db, token)
    clock.advance(hours=12, seconds=1)
    assert resolved(db, token) is None


def test_an_account_session_ends_in_the_end(db: Database, root: Actor, clock: Clock) -> None:
    token = sign_in.sign_in(db, "root", GOOD)
    for _ in range(15):
        clock.advance(hours=11)
        assert resolved(db, token)
    clock.advance(hours=4)
    assert resolved(db, token) is None


def test_an_enterprise_session_lasts_thirty_days(db: Database, clock: Clock) -> None:
    enterprise = make_enterprise(db, name="湖州甲公司")
    token = sign_in.open_enterprise_session(db, enterprise)
    clock.advance(days=29)
    actor = resolved(db, token)
    assert actor is not None
    assert (actor.role, actor.enterprise_id, actor.name) == (
        Role.ENTERPRISE,
        enterprise,
        "湖州甲公司",
    )
    clock.advance(days=1)
    assert resolved(db, token) is None


def test_looking_up_a_session_writes_once_a_minute(db: Database, root: Actor, clock: Clock) -> None:
    token = sign_in.sign_in(db, "root", GOOD)

    def seen() -> str:
        with db.read() as connection:
            return str(connection.execute("SELECT seen_at FROM sessions").fetchone()[0])

    first = seen()
    clock.advance(seconds=59)
    resolved(db, token)
    assert seen() == first
    clock.advance(seconds=1)
    resolved(db, token)
    assert seen() > first


def test_signing_out_ends_this_session_only(db: Database, root: Actor) -> None:
    here, there = sign_in.sign_in(db, "root", GOOD), sign_in.sign_in(db, "root", GOOD)
    sign_in.sign_out(db, digest(here))
    assert resolved(db, here) is None
    assert resolved(db, there)


def test_disabling_ends_the_sessions_at_once(db: Database, root: Actor) -> None:
    accounts.add_account(root, db, "li", Role.OFFICIAL, password=GOOD)
    token = sign_in.sign_in(db, "li", GOOD)
    accounts.disable_account(root, db, "LI")
    assert resolved(db, token) is None
    accounts.enable_account(root, db, "li")
    assert resolved(db, sign_in.sign_in(db, "li", GOOD))


def test_changing_the_password_ends_the_other_sessions(db: Database, root: Actor) -> None:
    here, there = sign_in.sign_in(db, "root", GOOD), sign_in.sign_in(db, "root", GOOD)
    accounts.change_password(root, db, GOOD, "another good one", session_id=digest(here))
    assert resolved(db, here)
    assert resolved(db, there) is None
    assert sign_in.sign_in(db, "root", "another good one")
    with pytest.raises(SignInRefused):
        sign_in.sign_in(db, "root", GOOD)


def test_changing_the_password_asks_for_the_present_one(db: Database, root: Actor) -> None:
    with pytest.raises(InvalidInput, match="old_password_wrong"):
        accounts.change_password(root, db, "not this one", "another good one")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        pytest.param("nine char", "password_too_short", id="short"),
        pytest.param("Zhang.San.Feng", "password_is_name", id="the name in another case"),
        pytest.param("x" * 257, "password_too_long", id="endless"),
    ],
)
def test_the_rule_of_passwords(db: Database, password: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        accounts.add_account(OPERATOR, db, "zhang.san.feng", Role.OFFICIAL, password=password)
    assert refusal.value.code == code


def test_a_one_time_password_can_only_be_replaced(db: Database, root: Actor) -> None:
    one_time = accounts.add_account(root, db, "li", Role.OFFICIAL)
    assert one_time is not None
    for _ in range(7):
        with pytest.raises(SignInRefused, match="new_password_needed"):
            sign_in.sign_in(db, "li", one_time)
    with pytest.raises(InvalidInput, match="password_is_one_time"):
        sign_in.sign_in(db, "li", one_time, new_password=one_time)
    assert resolved(db, sign_in.sign_in(db, "li", one_time, new_password=GOOD))
    assert sign_in.sign_in(db, "li", GOOD)
    with pytest.raises(SignInRefused, match="sign_in_refused"):
        sign_in.sign_in(db, "li", one_time, new_password=GOOD)


def test_a_reset_returns_a_one_time_password_only_where_none_was_given(
    db: Database, root: Actor
) -> None:
    accounts.add_account(root, db, "li", Role.OFFICIAL, password=GOOD)
    token = sign_in.sign_in(db, "li", GOOD)
    assert accounts.reset_password(root, db, "li", "given by hand") is None
    assert resolved(db, token) is None
    assert sign_in.sign_in(db, "li", "given by hand")
    one_time = accounts.reset_password(root, db, "li")
    assert one_time
    with pytest.raises(SignInRefused, match="new_password_needed"):
        sign_in.sign_in(db, "li", one_time)


def test_a_reset_opens_a_locked_account(db: Database, root: Actor) -> None:
    accounts.add_account(root, db, "li", Role.OFFICIAL, password=GOOD)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in.sign_in(db, "li", "wrong password")
    accounts.reset_password(root, db, "li", "given by hand")
    assert sign_in.sign_in(db, "li", "given by hand")


@pytest.mark.parametrize("name", ["Root", "ROOT", " root", "ｒｏｏｔ"])
def test_names_differ_by_more_than_case_and_width(db: Database, root: Actor, name: str) -> None:
    with pytest.raises(InvalidInput, match="account_name_taken"):
        accounts.add_account(root, db, name, Role.OFFICIAL, password=GOOD)


@pytest.mark.parametrize(
    ("area_code", "kept"),
    [
        pytest.param("330502", "330502", id="county"),
        pytest.param("HZ-NTH", "HZ-NTH", id="zone"),
        pytest.param("330502100", "330502100", id="town"),
        pytest.param("330500", None, id="the city narrows nothing"),
        pytest.param(None, None, id="none"),
    ],
)
def test_an_official_has_an_area(
    db: Database, root: Actor, area_code: str | None, kept: str | None
) -> None:
    accounts.add_account(root, db, "li", Role.OFFICIAL, password=GOOD, area_code=area_code)
    assert accounts.account_actor(root, db, "li").area_code == kept


@pytest.mark.parametrize(
    ("role", "reach", "code"),
    [
        pytest.param(Role.OFFICIAL, {"area_code": "999999"}, "area_not_found", id="no such area"),
        pytest.param(
            Role.ADMINISTRATOR, {"area_code": "330502"}, "area_is_for_officials", id="not official"
        ),
        pytest.param(Role.OFFICER, {"liaison_id": 4711}, "liaison_unknown", id="no such person"),
        pytest.param(Role.OPERATOR, {}, "account_role_unknown", id="no role of accounts"),
        pytest.param(Role.ENTERPRISE, {}, "account_role_unknown", id="enterprises have links"),
    ],
)
def test_a_reach_that_cannot_be(
    db: Database, root: Actor, role: Role, reach: dict[str, Any], code: str
) -> None:
    with pytest.raises(LiaisonError) as refusal:
        accounts.add_account(root, db, "li", role, password=GOOD, **reach)
    assert refusal.value.code == code


def test_an_officer_is_found_by_the_staff_number_that_is_the_name(
    db: Database, root: Actor
) -> None:
    officer = make_liaison(db, staff_no="033107")
    make_liaison(db, role="commissioner", staff_no="033107")
    accounts.add_account(root, db, "033107", Role.OFFICER, password=GOOD)
    assert accounts.account_actor(root, db, "033107").liaison_id == officer


def test_a_changed_reach_is_the_session_s_at_once(db: Database, root: Actor) -> None:
    accounts.add_account(root, db, "li", Role.OFFICIAL, password=GOOD, area_code="330502")
    token = sign_in.sign_in(db, "li", GOOD)
    version = accounts.list_accounts(root, db, search="li").rows[0].version
    accounts.update_account(root, db, "li", version=version, role=Role.OFFICIAL, area_code="330503")
    actor = resolved(db, token)
    assert actor is not None
    assert actor.area_code == "330503"
    with pytest.raises(StaleRecord):
        accounts.update_account(root, db, "li", version=version, role=Role.OFFICIAL)


def test_the_only_administrator_stays(db: Database, root: Actor) -> None:
    with pytest.raises(NotPermitted, match="last_administrator"):
        accounts.disable_account(root, db, "root")
    with pytest.raises(NotPermitted, match="last_administrator"):
        accounts.update_account(root, db, "root", version=1, role=Role.OFFICIAL)
    accounts.add_account(root, db, "second", Role.ADMINISTRATOR, password=GOOD)
    accounts.disable_account(root, db, "root")


def test_accounts_are_listed_and_searched(db: Database, root: Actor) -> None:
    officer = make_liaison(db, name="张三")
    accounts.add_account(root, db, "P0001", Role.OFFICER, password=GOOD, liaison_id=officer)
    accounts.add_account(root, db, "100%", Role.OFFICIAL, password=GOOD)
    everyone = accounts.list_accounts(root, db)
    assert [row.name for row in everyone.rows] == ["100%", "P0001", "root"]
    assert everyone.total == 3
    assert [row.name for row in accounts.list_accounts(root, db, search="张").rows] == ["P0001"]
    assert [row.name for row in accounts.list_accounts(root, db, search="p00").rows] == ["P0001"]
    assert [row.name for row in accounts.list_accounts(root, db, search="%").rows] == ["100%"]
    second = accounts.list_accounts(root, db, page=2, page_size=2)
    assert ([row.name for row in second.rows], second.total) == (["root"], 3)
    officials = accounts.list_accounts(root, db, role=Role.OFFICIAL)
    assert [row.name for row in officials.rows] == ["100%"]


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(official_of("330502"), id="official"),
        pytest.param(enterprise_actor(1), id="enterprise"),
    ],
)
def test_only_administrators_manage_accounts(db: Database, root: Actor, actor: Actor) -> None:
    with pytest.raises(NotPermitted):
        accounts.list_accounts(actor, db)
    with pytest.raises(NotPermitted):
        accounts.add_account(actor, db, "li", Role.ADMINISTRATOR, password=GOOD)
    with pytest.raises(NotPermitted):
        accounts.reset_password(actor, db, "root", GOOD)


def test_setup_makes_the_first_administrator_once(db: Database) -> None:
    assert accounts.awaits_administrator(db)
    token = accounts.setup_token(OPERATOR, db)
    accounts.check_setup_token(db, token)
    accounts.first_administrator(db, token, "root", GOOD)
    assert not accounts.awaits_administrator(db)
    assert sign_in.sign_in(db, "root", GOOD)
    with pytest.raises(NotFound, match="setup_link_gone"):
        accounts.first_administrator(db, token, "second", GOOD)
    with pytest.raises(NotPermitted, match="setup_is_done"):
        accounts.setup_token(OPERATOR, db)


@pytest.mark.parametrize("hours", [pytest.param(24, id="a day"), pytest.param(100, id="days")])
def test_a_setup_address_expires(db: Database, clock: Clock, hours: int) -> None:
    token = accounts.setup_token(OPERATOR, db)
    clock.advance(hours=hours)
    with pytest.raises(NotFound):
        accounts.first_administrator(db, token, "root", GOOD)


def test_a_new_setup_address_replaces_the_one_before(db: Database) -> None:
    old, new = accounts.setup_token(OPERATOR, db), accounts.setup_token(OPERATOR, db)
    with pytest.raises(NotFound):
        accounts.check_setup_token(db, old)
    accounts.check_setup_token(db, new)


def test_a_setup_address_is_dead_once_another_way_made_an_administrator(db: Database) -> None:
    token = accounts.setup_token(OPERATOR, db)
    accounts.add_account(OPERATOR, db, "root", Role.ADMINISTRATOR, password=GOOD)
    with pytest.raises(NotFound):
        accounts.first_administrator(db, token, "intruder", GOOD)


def test_a_weak_password_does_not_use_the_setup_address_up(db: Database) -> None:
    token = accounts.setup_token(OPERATOR, db)
    with pytest.raises(InvalidInput):
        accounts.first_administrator(db, token, "root", "short")
    accounts.first_administrator(db, token, "root", GOOD)


def test_the_language_follows_the_account(db: Database, root: Actor) -> None:
    token = sign_in.sign_in(db, "root", GOOD)
    sign_in.choose_language(db, digest(token), "en")
    again = resolved(db, sign_in.sign_in(db, "root", GOOD))
    assert again is not None
    assert again.language == "en"
    with pytest.raises(InvalidInput):
        sign_in.choose_language(db, digest(token), "fr")


def test_the_language_of_an_enterprise_is_its_session_s(db: Database) -> None:
    token = sign_in.open_enterprise_session(db, make_enterprise(db))
    sign_in.choose_language(db, digest(token), "en")
    actor = resolved(db, token)
    assert actor is not None
    assert actor.language == "en"


def test_everything_is_in_the_history_and_no_password(db: Database, root: Actor) -> None:
    one_time = accounts.add_account(root, db, "li", Role.OFFICIAL, area_code="330502")
    with pytest.raises(SignInRefused):
        sign_in.sign_in(db, "li", "wrong password")
    token = sign_in.sign_in(db, "li", str(one_time), new_password=GOOD)
    li = accounts.account_actor(root, db, "li")
    accounts.change_password(li, db, GOOD, "another good one", session_id=digest(token))
    sign_in.sign_out(db, digest(token))
    accounts.reset_password(root, db, "li", "given by hand")
    accounts.disable_account(root, db, "li")
    accounts.enable_account(root, db, "li")
    done = [(row["action"], row["actor"]) for row in entries(db)]
    assert done == [
        ("account.added", "operator"),
        ("account.added", "root"),
        ("account.sign_in_failed", "li"),
        ("account.password_changed", "li"),
        ("account.signed_in", "li"),
        ("account.password_changed", "li"),
        ("account.signed_out", "li"),
        ("account.password_reset", "root"),
        ("account.disabled", "root"),
        ("account.enabled", "root"),
    ]
    text = str(entries(db))
    for secret in (GOOD, "another good one", "given by hand", str(one_time), "argon2"):
        assert secret not in text
