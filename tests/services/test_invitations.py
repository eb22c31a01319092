"""Invitations: one link for one person, one account, one password chosen by its owner."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from liaison.domain.errors import InvalidInput, LiaisonError, NotFound, NotPermitted, SignInRefused
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.invitations import Standing
from liaison.domain.roles import OPERATOR, Actor, Role
from liaison.domain.vocabulary import LiaisonRole
from liaison.services import accounts, mass_invitation, passwords, sign_in
from liaison.services.enterprises import list_enterprises
from liaison.services.invitations import (
    accept_invitation,
    find_to_invite,
    get_invitee,
    invite,
    open_invitation,
)
from liaison.services.mass_invitation import InvitedMany, count_invitations
from liaison.services.reports import list_exports
from liaison.services.tokens import digest
from liaison.store import history
from liaison.store.accounts import NO_PASSWORD
from liaison.store.database import Database
from tests.conftest import Clock, make_enterprise, make_liaison, make_pair, official_of
from tests.workbooks import rows_of

GOOD = "correct horse battery"
BASE = "https://liaison.example"


def entries(db: Database) -> list[dict[str, Any]]:
    with db.read() as connection:
        return list(connection.query("SELECT * FROM history ORDER BY id"))


def standing(db: Database, person: int) -> Standing:
    return get_invitee(OPERATOR, db, person).standing(db.now())


def invite_many(db: Database, **wishes: Any) -> InvitedMany:
    return mass_invitation.invite_many(OPERATOR, db, base_url=BASE, **wishes)


def invited_rows(many: InvitedMany) -> list[tuple[Any, ...]]:
    """The data rows of the first sheet."""
    return [tuple(row) for row in rows_of(many.file.content)[1:]]


def token_in(address: str) -> str:
    assert address.startswith(f"{BASE}/invite/")
    return address.rpartition("/")[2]


def test_who_is_invited_chooses_a_password_and_sees_exactly_the_portfolio(db: Database) -> None:
    officer, other = make_liaison(db, staff_no="034007", name="杭警官"), make_liaison(db)
    mine, theirs = make_enterprise(db), make_enterprise(db)
    make_pair(db, mine, officer)
    make_pair(db, theirs, other)
    token = invite(OPERATOR, db, officer)
    asked = open_invitation(db, token)
    assert (asked.person_name, asked.unit, asked.account_name) == ("杭警官", "织里派出所", "034007")
    assert accept_invitation(db, token, GOOD) == "034007"
    actor = sign_in.resolve_session(db, digest(sign_in.sign_in(db, "034007", GOOD)))
    assert actor is not None
    assert (actor.role, actor.liaison_id) == (Role.OFFICER, officer)
    assert [row.id for row in list_enterprises(actor, db, EnterpriseFilter()).rows] == [mine]


def test_an_invited_account_has_no_password_that_works(db: Database) -> None:
    officer = make_liaison(db, staff_no="034007")
    token = invite(OPERATOR, db, officer)
    for guess in ("", NO_PASSWORD, token, digest(token), "034007", "None"):
        with pytest.raises(SignInRefused, match="sign_in_refused"):
            sign_in.sign_in(db, "034007", guess)
        assert not passwords.matches(NO_PASSWORD, guess)


def test_the_token_is_kept_nowhere(db: Database) -> None:
    officer = make_liaison(db)
    token = invite(OPERATOR, db, officer)
    with db.read() as connection:
        dump = "\n".join(connection.conn.iterdump())
    assert token not in dump
    assert digest(token) in dump
    accept_invitation(db, token, GOOD)
    with db.read() as connection:
        dump = "\n".join(connection.conn.iterdump())
    assert token not in dump
    assert GOOD not in dump


def test_each_step_is_in_the_history(db: Database) -> None:
    officer = make_liaison(db, staff_no="034007", name="杭警官")
    accept_invitation(db, invite(OPERATOR, db, officer), GOOD)
    told = [(each["action"], each["actor"]) for each in entries(db)]
    assert told == [
        ("account.added", "operator"),
        ("account.invited", "operator"),
        ("account.invitation_accepted", "034007 杭警官"),
    ]
    with db.read() as connection:
        assert history.broken_link(connection) is None


def renewed(db: Database, clock: Clock, officer: int) -> None:
    invite(OPERATOR, db, officer)


def expired(db: Database, clock: Clock, officer: int) -> None:
    clock.advance(days=7)


def disabled(db: Database, clock: Clock, officer: int) -> None:
    accounts.disable_account(OPERATOR, db, "034007")


def disabled_for_a_while(db: Database, clock: Clock, officer: int) -> None:
    accounts.disable_account(OPERATOR, db, "034007")
    accounts.enable_account(OPERATOR, db, "034007")


def reset(db: Database, clock: Clock, officer: int) -> None:
    accounts.reset_password(OPERATOR, db, "034007")


def left(db: Database, clock: Clock, officer: int) -> None:
    with db.write() as connection:
        connection.table("liaisons").update(officer, {"liaison_status": "disabled"})


def given_to_somebody_else(db: Database, clock: Clock, officer: int) -> None:
    row = next(each for each in accounts.list_accounts(OPERATOR, db).rows if each.name == "034007")
    accounts.update_account(
        OPERATOR,
        db,
        "034007",
        version=row.version,
        role=Role.OFFICER,
        liaison_id=make_liaison(db),
    )


@pytest.mark.parametrize(
    "what",
    [renewed, expired, disabled, disabled_for_a_while, reset, left, given_to_somebody_else],
    ids=lambda what: what.__name__,
)
def test_a_link_that_ended_opens_nothing(
    db: Database, clock: Clock, what: Callable[[Database, Clock, int], None]
) -> None:
    officer = make_liaison(db, staff_no="034007")
    token = invite(OPERATOR, db, officer)
    open_invitation(db, token)
    what(db, clock, officer)
    for opening in (
        lambda: open_invitation(db, token),
        lambda: accept_invitation(db, token, GOOD),
    ):
        with pytest.raises(NotFound, match="invitation_gone"):
            opening()
    with pytest.raises(SignInRefused):
        sign_in.sign_in(db, "034007", GOOD)


def test_a_link_works_to_its_last_second(db: Database, clock: Clock) -> None:
    token = invite(OPERATOR, db, make_liaison(db))
    clock.advance(days=7, seconds=-1)
    assert open_invitation(db, token).expires_at == db.now() + timedelta(seconds=1)


def test_a_link_works_once(db: Database) -> None:
    token = invite(OPERATOR, db, make_liaison(db, staff_no="034007"))
    accept_invitation(db, token, GOOD)
    with pytest.raises(NotFound, match="invitation_used") as refusal:
        accept_invitation(db, token, "another password")
    assert refusal.value.values == {"account": "034007"}
    sign_in.sign_in(db, "034007", GOOD)


def test_of_two_who_open_it_at_once_one_has_it(db: Database) -> None:
    """Both have seen the form and hash their passwords before either one writes."""
    token = invite(OPERATOR, db, make_liaison(db, staff_no="034007"))
    at_once = Barrier(2)
    chosen = ("the first password", "the second password")

    def accept(password: str) -> str:
        at_once.wait()
        try:
            return accept_invitation(db, token, password)
        except NotFound as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(accept, chosen))
    assert sorted(outcomes) == ["034007", "invitation_used"]
    won = chosen[outcomes.index("034007")]
    sign_in.sign_in(db, "034007", won)
    with pytest.raises(SignInRefused):
        sign_in.sign_in(db, "034007", next(each for each in chosen if each != won))


@pytest.mark.parametrize(
    ("password", "code"),
    [
        pytest.param("short", "password_too_short", id="short"),
        pytest.param("OFFICER-007", "password_is_name", id="the name"),
    ],
)
def test_a_poor_password_does_not_use_the_link_up(db: Database, password: str, code: str) -> None:
    token = invite(OPERATOR, db, make_liaison(db, staff_no="officer-007"))
    with pytest.raises(InvalidInput, match=code):
        accept_invitation(db, token, password)
    assert accept_invitation(db, token, GOOD) == "officer-007"


def test_who_left_is_not_invited(db: Database) -> None:
    gone = make_liaison(db, liaison_status="disabled")
    ended = make_liaison(db, ended_on=str(db.today() - timedelta(days=1)))
    last_day = make_liaison(db, ended_on=str(db.today()))
    for person in (gone, ended):
        with pytest.raises(NotPermitted, match="invited_person_left"):
            invite(OPERATOR, db, person)
        assert standing(db, person) is Standing.NOT_YET
    invite(OPERATOR, db, last_day)


def test_who_has_an_account_is_told_to_reset_it(db: Database) -> None:
    officer = make_liaison(db)
    accounts.add_account(OPERATOR, db, "wang", Role.OFFICER, password=GOOD, liaison_id=officer)
    with pytest.raises(NotPermitted, match="invited_has_account") as refusal:
        invite(OPERATOR, db, officer)
    assert refusal.value.values["account"] == "wang"
    accounts.disable_account(OPERATOR, db, "wang")
    with pytest.raises(NotPermitted, match="account_disabled"):
        invite(OPERATOR, db, officer)


def test_a_name_that_another_account_has_is_refused(db: Database) -> None:
    officer = make_liaison(db, staff_no="a007")
    commissioner = make_liaison(db, "commissioner", staff_no="A007")
    invite(OPERATOR, db, commissioner)
    with pytest.raises(InvalidInput, match="invited_name_taken"):
        invite(OPERATOR, db, officer)
    accounts.add_account(OPERATOR, db, "a007-officer", Role.OFFICER, liaison_id=officer)
    assert standing(db, officer) is Standing.ACTIVE


def test_an_account_made_by_hand_does_not_lose_its_password(db: Database) -> None:
    """One of that name that is nobody's on the roster is not taken over."""
    accounts.add_account(OPERATOR, db, "034007", Role.ADMINISTRATOR, password=GOOD)
    with pytest.raises(InvalidInput, match="invited_name_taken"):
        invite(OPERATOR, db, make_liaison(db, staff_no="034007"))
    sign_in.sign_in(db, "034007", GOOD)


def test_an_invited_account_can_be_reset(db: Database) -> None:
    officer = make_liaison(db, staff_no="034007")
    invite(OPERATOR, db, officer)
    one_time = accounts.reset_password(OPERATOR, db, "034007")
    assert one_time is not None
    sign_in.sign_in(db, "034007", one_time, new_password=GOOD)
    assert standing(db, officer) is Standing.ACTIVE


def test_guessing_at_an_invited_account_does_not_keep_its_owner_out(db: Database) -> None:
    token = invite(OPERATOR, db, make_liaison(db, staff_no="034007"))
    for _ in range(6):
        with pytest.raises(SignInRefused):
            sign_in.sign_in(db, "034007", "a guess at it")
    accept_invitation(db, token, GOOD)
    sign_in.sign_in(db, "034007", GOOD)


def test_where_somebody_stands(db: Database, clock: Clock) -> None:
    officer = make_liaison(db, staff_no="034007")
    assert standing(db, officer) is Standing.NOT_YET
    token = invite(OPERATOR, db, officer, language="en")
    assert standing(db, officer) is Standing.INVITED
    clock.advance(days=8)
    assert standing(db, officer) is Standing.NOT_YET
    assert get_invitee(OPERATOR, db, officer).invited_until is not None
    token = invite(OPERATOR, db, officer)
    assert open_invitation(db, token).language == "en"
    accept_invitation(db, token, GOOD)
    assert standing(db, officer) is Standing.ACTIVE
    assert get_invitee(OPERATOR, db, officer).invited_until is None
    accounts.disable_account(OPERATOR, db, "034007")
    assert standing(db, officer) is Standing.DISABLED


def test_the_list_of_accounts_tells_until_when_one_is_invited(db: Database) -> None:
    invite(OPERATOR, db, make_liaison(db, staff_no="034007"))
    accounts.add_account(OPERATOR, db, "root", Role.ADMINISTRATOR, password=GOOD)
    rows = {each.name: each for each in accounts.list_accounts(OPERATOR, db).rows}
    assert rows["034007"].invited_until == db.now() + timedelta(days=7)
    assert not rows["034007"].has_password
    assert rows["root"].invited_until is None
    assert rows["root"].has_password


@pytest.mark.parametrize(
    "actor",
    [official_of(None), Actor("officer", Role.OFFICER, liaison_id=1)],
    ids=["official", "officer"],
)
def test_only_an_administrator_invites(db: Database, actor: Actor) -> None:
    officer = make_liaison(db)
    wishes = (
        lambda: invite(actor, db, officer),
        lambda: get_invitee(actor, db, officer),
        lambda: count_invitations(actor, db),
        lambda: mass_invitation.invite_many(actor, db, base_url=BASE),
    )
    for wish in wishes:
        with pytest.raises(NotPermitted):
            wish()
    assert standing(db, officer) is Standing.NOT_YET


def test_a_staff_number_names_one_person(db: Database) -> None:
    officer = make_liaison(db, staff_no="007")
    commissioner = make_liaison(db, "commissioner", staff_no="007")
    assert find_to_invite(OPERATOR, db, "007", LiaisonRole.COMMISSIONER) == commissioner
    assert find_to_invite(OPERATOR, db, "007", LiaisonRole.OFFICER) == officer
    with pytest.raises(InvalidInput, match="staff_no_of_two"):
        find_to_invite(OPERATOR, db, "007")
    with pytest.raises(NotFound, match="staff_no_not_found"):
        find_to_invite(OPERATOR, db, "008")


def test_everybody_without_an_account_is_invited_at_once(db: Database) -> None:
    new = make_liaison(db, staff_no="034001", name="新来", phone="13900000001")
    waiting = make_liaison(db, staff_no="034002")
    kept = invite(OPERATOR, db, waiting)
    active = make_liaison(db, staff_no="034003")
    accounts.add_account(OPERATOR, db, "034003", Role.OFFICER, liaison_id=active)
    make_liaison(db, staff_no="034004", liaison_status="disabled")
    taken = make_liaison(db, staff_no="034005", name="撞名")
    accounts.add_account(OPERATOR, db, "034005", Role.OFFICIAL)
    counts = count_invitations(OPERATOR, db)
    assert (counts.active, counts.invited, counts.not_yet, counts.taken) == (1, 1, 1, 1)

    many = invite_many(db)
    ((unit, name, role, number, phone, account, address, until, text),) = invited_rows(many)
    assert (unit, name, role) == ("织里派出所", "新来", "项目警官")
    assert (number, phone, account) == ("034001", "13900000001", "034001")
    assert address in text
    assert "新来" in text
    assert f"{until:%Y-%m-%d %H:%M}" in text
    assert many.left_out == 1
    assert rows_of(many.file.content, "未能邀请")[1][1] == "撞名"

    assert accept_invitation(db, token_in(address), GOOD) == "034001"
    open_invitation(db, kept)
    assert standing(db, new) is Standing.ACTIVE
    assert standing(db, taken) is Standing.NOT_YET
    with pytest.raises(InvalidInput, match="nobody_to_invite"):
        invite_many(db)


def test_links_that_were_lost_are_made_anew(db: Database) -> None:
    officer = make_liaison(db)
    lost = token_in(invited_rows(invite_many(db))[0][6])
    token = token_in(invited_rows(invite_many(db, renew=True))[0][6])
    with pytest.raises(NotFound, match="invitation_gone"):
        open_invitation(db, lost)
    accept_invitation(db, token, GOOD)
    assert standing(db, officer) is Standing.ACTIVE


def test_a_part_is_invited_by_role_and_area(db: Database) -> None:
    make_liaison(db, staff_no="1")
    make_liaison(db, "commissioner", staff_no="2")
    make_liaison(db, staff_no="3", county_code="330523", town_code=None)
    officers = {"role": LiaisonRole.OFFICER, "area_code": "330502"}
    assert count_invitations(OPERATOR, db, **officers).not_yet == 1
    assert [row[3] for row in invited_rows(invite_many(db, **officers))] == ["1"]
    assert [row[3] for row in invited_rows(invite_many(db, area_code="330523"))] == ["3"]
    assert count_invitations(OPERATOR, db).not_yet == 1


def test_two_people_of_one_number_do_not_share_an_account(db: Database) -> None:
    make_liaison(db, staff_no="007")
    make_liaison(db, "commissioner", staff_no="007")
    counts = count_invitations(OPERATOR, db)
    assert (counts.not_yet, counts.taken, counts.total) == (1, 1, 2)
    many = invite_many(db)
    assert len(invited_rows(many)) == many.left_out == 1


def test_a_number_is_free_where_its_other_owner_has_another_account_name(db: Database) -> None:
    officer = make_liaison(db, staff_no="007", unit="A")
    accounts.add_account(OPERATOR, db, "wang", Role.OFFICER, liaison_id=officer)
    make_liaison(db, "commissioner", staff_no="007", unit="B")
    counts = count_invitations(OPERATOR, db)
    assert (counts.active, counts.not_yet, counts.taken) == (1, 1, 0)
    assert [row[3] for row in invited_rows(invite_many(db))] == ["007"]


def test_a_mass_invitation_is_logged_as_an_export(db: Database) -> None:
    make_liaison(db)
    many = invite_many(db)
    (logged,) = list_exports(OPERATOR, db).rows
    assert (logged.kind, logged.rows) == ("invitations", 1)
    assert logged.file_name == many.file.file_name
    assert entries(db)[-1]["action"] == "export.made"


def test_a_mass_invitation_that_breaks_leaves_nothing(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = make_liaison(db)

    def full(*_: object, **__: object) -> bytes:
        raise OSError("disk full")

    monkeypatch.setattr(mass_invitation, "write_invitations", full)
    with pytest.raises(OSError, match="disk full"):
        invite_many(db)
    assert standing(db, officer) is Standing.NOT_YET
    assert entries(db) == []


def test_the_workbook_is_in_the_language_asked_for(db: Database) -> None:
    make_liaison(db, name="Li Wei")
    many = invite_many(db, language="en")
    assert many.file.file_name.startswith("Account-invitations_")
    header, row = rows_of(many.file.content)
    assert header[:4] == ("Unit", "Name", "Role", "Staff number")
    assert "Li Wei" in row[8]
    assert "password" in row[8]


def test_a_city_of_2_200_is_invited_without_a_hash_a_person(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.write() as connection:
        connection.table("liaisons").insert_all(
            {
                "role": ("officer", "commissioner")[number % 2],
                "staff_no": f"{number:06d}",
                "name": f"试样{number}",
                "search_text": "",
                "unit": "织里派出所",
                "created_at": "2026-11-01T00:00:00Z",
                "updated_at": "2026-11-01T00:00:00Z",
            }
            for number in range(2_200)
        )

    def too_slow(password: str) -> str:
        raise AssertionError("a hash takes a hundred times as long as everything else")

    monkeypatch.setattr(passwords, "hash_of", too_slow)
    rows = invited_rows(invite_many(db))
    assert len({row[6] for row in rows}) == len(rows) == 2_200
    assert count_invitations(OPERATOR, db).invited == 2_200


def test_a_refusal_names_what_to_do(db: Database) -> None:
    """The sentences take exactly the values that the refusals carry."""
    from liaison.locales import words
    from liaison.locales.sentences import error_sentence

    officer = make_liaison(db, name="杭警官", staff_no="034007")
    accounts.add_account(OPERATOR, db, "034007", Role.OFFICIAL)
    with pytest.raises(LiaisonError) as refusal:
        invite(OPERATOR, db, officer)
    for language, hint in (("zh-CN", "新增账号"), ("en", "add an account")):
        sentence = error_sentence(refusal.value, words(language))
        assert hint in sentence
        assert "034007" in sentence
