"""Accounts: who may sign in, as what, and with which reach."""

from __future__ import annotations

from datetime import timedelta

from liaison.domain.errors import InvalidInput, NotFound, NotPermitted, StaleRecord
from liaison.domain.page import Page
from liaison.domain.people import acting_name
from liaison.domain.roles import ACCOUNT_ROLES, Action, Actor, Role
from liaison.locales import DEFAULT_LANGUAGE
from liaison.services import passwords
from liaison.services.guard import open_to_all, requires
from liaison.services.tokens import digest, new_token
from liaison.store import accounts, history, leaves, one_time_links, reference, sessions
from liaison.store.accounts import AccountRow, StoredAccount
from liaison.store.database import Connection, Database
from liaison.store.history import Change

SETUP_LINK_LASTS = timedelta(hours=24)
MAX_NAME_LENGTH = 60


@open_to_all
def awaits_administrator(db: Database) -> bool:
    """Whether nobody can manage accounts yet; the sign-in page tells what to do then."""
    with db.read() as connection:
        return accounts.administrators(connection) == 0


@requires(Action.MANAGE_ACCOUNTS)
def setup_token(actor: Actor, db: Database) -> str:
    """The token of a one-time address at which the first administrator is made."""
    token = new_token()
    with db.write() as connection:
        _require_no_administrator(connection)
        one_time_links.insert_setup(
            connection, digest(token), at=db.now(), expires_at=db.now() + SETUP_LINK_LASTS
        )
        _record(connection, db, actor, "setup.opened", 0)
    return token


@open_to_all
def check_setup_token(db: Database, token: str) -> None:
    """Raise NotFound unless the setup address still works: the token is the permission."""
    with db.read() as connection:
        _require_setup_link(connection, db, token)


@open_to_all
def first_administrator(db: Database, token: str, name: str, password: str) -> int:
    """Make the first administrator: nobody can sign in yet, the token is the permission."""
    name = _checked_name(name)
    passwords.check_rule(name, password)
    password_hash = passwords.hash_of(password)
    with db.write() as connection:
        _require_setup_link(connection, db, token)
        one_time_links.use(connection, digest(token), at=db.now())
        actor = Actor(name=name, role=Role.ADMINISTRATOR)
        return _insert(connection, db, actor, name, Role.ADMINISTRATOR, password_hash)


@requires(Action.MANAGE_ACCOUNTS)
def add_account(
    actor: Actor,
    db: Database,
    name: str,
    role: Role,
    *,
    password: str | None = None,
    area_code: str | None = None,
    liaison_id: int | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> str | None:
    """Add an account; without a password, return one that works once, to choose another with.

    An officer's or commissioner's account is for the person `liaison_id` of the roster, or for
    the one whose staff number is the account's name.
    """
    name = _checked_name(name)
    one_time = None if password is not None else passwords.one_time_password()
    if password is not None:
        passwords.check_rule(name, password)
    password_hash = passwords.hash_of(one_time or password or "")
    with db.write() as connection:
        if accounts.find(connection, name, at=db.now()):
            raise InvalidInput("account_name_taken", field="name", name=name)
        area_code = _checked_area(connection, role, area_code)
        liaison_id = _checked_liaison(connection, role, liaison_id, name)
        _insert(
            connection,
            db,
            actor,
            name,
            role,
            password_hash,
            area_code=area_code,
            liaison_id=liaison_id,
            language=language,
            is_one_time=one_time is not None,
        )
    return one_time


@requires(Action.MANAGE_ACCOUNTS)
def list_accounts(
    actor: Actor,
    db: Database,
    *,
    search: str = "",
    role: Role | None = None,
    page: int = 1,
    page_size: int = 50,
) -> Page[AccountRow]:
    """Accounts by name, found by a part of the account's or of its person's name."""
    with db.read() as connection:
        return accounts.list_page(
            connection, search=search, role=role, page=page, page_size=page_size
        )


@requires(Action.MANAGE_ACCOUNTS)
def count_accounts(actor: Actor, db: Database, *, search: str = "") -> dict[Role, int]:
    """How many accounts of each role a search finds."""
    with db.read() as connection:
        found = accounts.count_by_role(connection, search=search)
    return {role: found.get(role, 0) for role in ACCOUNT_ROLES}


@requires(Action.MANAGE_ACCOUNTS)
def account_actor(actor: Actor, db: Database, name: str) -> Actor:
    """Who acts when the command line works in an account's name."""
    with db.read() as connection:
        account = _required(connection, db, name).account
        person = account.liaison_id
        acting_for = leaves.acted_for(connection, person, db.today()) if person else frozenset()
    if account.disabled_at is not None:
        raise NotPermitted("account_disabled", name=account.name)
    return Actor(
        name=acting_name(account.name, account.liaison_name),
        role=account.role,
        account_id=account.id,
        liaison_id=account.liaison_id,
        area_code=account.area_code,
        language=account.language,
        acting_for=acting_for,
    )


@requires(Action.MANAGE_ACCOUNTS)
def update_account(
    actor: Actor,
    db: Database,
    name: str,
    *,
    version: int,
    role: Role,
    area_code: str | None = None,
    liaison_id: int | None = None,
) -> None:
    """Change an account's role and reach; its sessions go on with the new ones."""
    with db.write() as connection:
        before = _required(connection, db, name).account
        if role is not Role.ADMINISTRATOR:
            _require_another_administrator(connection, before.role)
        area_code = _checked_area(connection, role, area_code)
        liaison_id = _checked_liaison(connection, role, liaison_id, before.name)
        saved = accounts.set_reach(
            connection,
            before.id,
            version=version,
            role=role,
            area_code=area_code,
            liaison_id=liaison_id,
        )
        after = {"role": role, "area_code": area_code, "liaison_id": liaison_id}
        current = {key: getattr(before, key) for key in after}
        if not saved:
            raise StaleRecord(
                "stale_record", version=before.version, current=current, attempted=after
            )
        if (before.role, before.liaison_id) != (role, liaison_id):
            # Whoever was invited was invited to something else.
            one_time_links.end_invites(connection, [before.id])
        changes = {key: (current[key], after[key]) for key in after if current[key] != after[key]}
        _record(connection, db, actor, "account.changed", before.id, **changes)


@requires(Action.MANAGE_ACCOUNTS)
def disable_account(actor: Actor, db: Database, name: str) -> None:
    """Close an account; its sessions and an invitation to it end at once."""
    with db.write() as connection:
        account = _required(connection, db, name).account
        if account.disabled_at is not None:
            return
        _require_another_administrator(connection, account.role)
        accounts.set_disabled(connection, account.id, db.now())
        sessions.end_all_of(connection, account.id)
        one_time_links.end_invites(connection, [account.id])
        _record(connection, db, actor, "account.disabled", account.id)


@requires(Action.MANAGE_ACCOUNTS)
def enable_account(actor: Actor, db: Database, name: str) -> None:
    """Open a closed account again, with the password it had."""
    with db.write() as connection:
        account = _required(connection, db, name).account
        if account.disabled_at is None:
            return
        accounts.set_disabled(connection, account.id, None)
        _record(connection, db, actor, "account.enabled", account.id)


@requires(Action.MANAGE_ACCOUNTS)
def reset_password(
    actor: Actor, db: Database, name: str, password: str | None = None
) -> str | None:
    """Replace a lost password and end the sessions; without one given, return a one-time one."""
    one_time = None if password is not None else passwords.one_time_password()
    if password is not None:
        passwords.check_rule(name, password)
    password_hash = passwords.hash_of(one_time or password or "")
    with db.write() as connection:
        account = _required(connection, db, name).account
        accounts.set_password(
            connection, account.id, password_hash, is_one_time=one_time is not None
        )
        sessions.end_all_of(connection, account.id)
        one_time_links.end_invites(connection, [account.id])
        _record(connection, db, actor, "account.password_reset", account.id)
    return one_time


@requires(Action.OWN_ACCOUNT)
def change_password(
    actor: Actor, db: Database, old: str, new: str, *, session_id: str | None = None
) -> None:
    """Change one's own password; every other session of the account ends."""
    if actor.account_id is None:
        raise NotPermitted("not_permitted", action=Action.OWN_ACCOUNT.value, role=actor.role.value)
    with db.read() as connection:
        stored = accounts.get(connection, actor.account_id, at=db.now())
    passwords.check_rule(stored.account.name, new)
    if not passwords.matches(stored.password_hash, old):
        raise InvalidInput("old_password_wrong", field="old_password")
    password_hash = passwords.hash_of(new)
    with db.write() as connection:
        accounts.set_password(connection, actor.account_id, password_hash, is_one_time=False)
        sessions.end_all_of(connection, actor.account_id, keep=session_id)
        _record(connection, db, actor, "account.password_changed", actor.account_id)


def _insert(
    connection: Connection,
    db: Database,
    actor: Actor,
    name: str,
    role: Role,
    password_hash: str,
    *,
    area_code: str | None = None,
    liaison_id: int | None = None,
    language: str = DEFAULT_LANGUAGE,
    is_one_time: bool = False,
) -> int:
    account_id = accounts.insert(
        connection,
        name=name,
        role=role,
        area_code=area_code,
        liaison_id=liaison_id,
        language=language,
        password_hash=password_hash,
        is_one_time=is_one_time,
        at=db.now(),
    )
    after = {"name": name, "role": role.value, "area_code": area_code, "liaison_id": liaison_id}
    changes = {key: (None, value) for key, value in after.items() if value is not None}
    _record(connection, db, actor, "account.added", account_id, **changes)
    return account_id


def _record(
    connection: Connection,
    db: Database,
    actor: Actor,
    action: str,
    account_id: int,
    **changes: tuple[object, object],
) -> None:
    change = Change(action, "account", account_id, changes=changes)
    history.append(connection, [change], at=db.now(), actor=actor.name)


def _required(connection: Connection, db: Database, name: str) -> StoredAccount:
    stored = accounts.find(connection, name, at=db.now())
    if stored is None:
        raise NotFound("account_not_found", name=name)
    return stored


def _require_no_administrator(connection: Connection) -> None:
    if accounts.administrators(connection):
        raise NotPermitted("setup_is_done")


def _require_setup_link(connection: Connection, db: Database, token: str) -> None:
    works = one_time_links.setup_works(connection, digest(token), at=db.now())
    if not works or accounts.administrators(connection):
        raise NotFound("setup_link_gone")


def _require_another_administrator(connection: Connection, role: Role) -> None:
    if role is Role.ADMINISTRATOR and accounts.administrators(connection) == 1:
        raise NotPermitted("last_administrator")


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise InvalidInput("account_name_missing", field="name")
    if len(name) > MAX_NAME_LENGTH:
        raise InvalidInput("account_name_too_long", field="name", maximum=MAX_NAME_LENGTH)
    return name


def _checked_area(connection: Connection, role: Role, area_code: str | None) -> str | None:
    """The area that narrows an official; the city itself narrows nothing, so it is None."""
    if role not in ACCOUNT_ROLES:
        raise InvalidInput("account_role_unknown", field="role", role=role.value)
    if area_code is None:
        return None
    if role is not Role.OFFICIAL:
        raise InvalidInput("area_is_for_officials", field="area_code")
    area = reference.load(connection).areas.get(area_code)
    if area is None:
        raise InvalidInput("area_not_found", field="area_code", area=area_code)
    return area_code if area.is_county or area.is_town else None


def _checked_liaison(
    connection: Connection, role: Role, liaison_id: int | None, name: str
) -> int | None:
    if role not in (Role.OFFICER, Role.COMMISSIONER):
        return None
    found = accounts.liaison_of(connection, role, liaison_id=liaison_id, staff_no=name)
    if found is None and liaison_id is not None:
        raise InvalidInput("liaison_unknown", field="liaison_id", value=liaison_id)
    return found
