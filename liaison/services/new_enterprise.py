"""An enterprise that is added by hand: what it may be already, and who is in charge at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from liaison.domain.errors import InvalidInput
from liaison.domain.fields import field_table, stored_columns
from liaison.domain.identity import name_core, name_key, place_keys
from liaison.domain.parsing import Context, Value
from liaison.domain.plan import Changes, Values
from liaison.domain.roles import Action, Actor
from liaison.services.enterprise_entry import read_entry, record
from liaison.services.guard import requires
from liaison.services.pair_writing import put_in_charge
from liaison.store import enterprises, history, imports, liaisons, reference
from liaison.store.database import Connection, Database
from liaison.store.history import Change
from liaison.store.likely import Likely, Traits, like
from liaison.store.pairings import CHOSEN

# A single character stands in half of all names.
_SHORTEST_PART = 2
# How long the same wish of the same person is the same one, pressed again.
SAME_WITHIN = timedelta(hours=24)
_NUMBER = re.compile(r"0\d{2,3}-\d{7,8}|\d{7,}")


@requires(Action.ADD_ENTERPRISE)
def own_place(actor: Actor, db: Database) -> str | None:
    """The town that the actor is posted in, or the county, None where the roster tells neither."""
    if actor.liaison_id is None:
        return actor.area_code
    with db.read() as connection:
        person = liaisons.get(connection, actor.liaison_id)
    return person.town_code or person.county_code


@requires(Action.ADD_ENTERPRISE)
def list_likely(
    actor: Actor, db: Database, typed: Mapping[str, Value], *, limit: int = 5
) -> list[Likely]:
    """Enterprises of the whole city that the one being typed may be, the likeliest first.

    `typed` holds roster fields by key as far as they were typed.
    """
    with db.read() as connection:
        context = Context(reference.load(connection), db.today())
        return like(connection, actor.scope, _traits(typed, context), limit=limit)


def _traits(typed: Mapping[str, Value], context: Context) -> Traits:
    fields = field_table("enterprises")
    read = {
        key: str(fields[key].read(typed.get(key), context)[0] or "")
        for key in ("name", "uscc", "contact_phone", "town")
    }
    places = place_keys(
        name for area in context.reference.areas.values() for name in (area.name, *area.aliases)
    )
    part = name_core(read["name"], places) if read["name"] else ""
    numbers = (_NUMBER.match(each) for each in read["contact_phone"].split("; "))
    return Traits(
        uscc=read["uscc"],
        name_key=name_key(read["name"]),
        part=part if len(part) >= _SHORTEST_PART else "",
        phones=tuple(each[0].replace("-", "") for each in numbers if each),
        town_code=read["town"] or None,
    )


@requires(Action.ADD_ENTERPRISE)
def add_enterprise(
    actor: Actor,
    db: Database,
    values: Mapping[str, Value],
    *,
    same_name_is_another: bool = False,
) -> int:
    """Add one enterprise by hand and return its id; the rules are those of the roster.

    One of the same name in the county is taken for the same, unless the caller has asked and
    both have codes. An officer or commissioner who adds one is in charge of it from then on, also
    of one that does not need a pair yet: who met it must be able to find it again. The same
    person who adds the same one again within a day is given its id.
    """
    with db.write() as connection:
        context = Context(reference.load(connection), db.today())
        entry = read_entry(actor, {"name": None, **values}, {}, context)
        given: Values = {key: value for key, value in entry.values.items() if value is not None}
        changes: Changes = {key: (None, value) for key, value in given.items()}
        known = _known(connection, given)
        if known is not None and _just_added(connection, actor, db, known, changes):
            return known
        _refuse_known(connection, given, known, same_name_is_another)
        columns = stored_columns("enterprises")
        row = {columns[key]: value for key, value in given.items()}
        rows = imports.prepare_rows("enterprises", [row], db.now())
        (new_id,) = imports.insert_rows(connection, "enterprises", rows)
        change = Change("enterprise.added", "enterprise", new_id, new_id, changes)
        record(actor, db, connection, change, *_take_charge(actor, db, connection, new_id))
        return new_id


def _take_charge(
    actor: Actor, db: Database, connection: Connection, enterprise_id: int
) -> list[Change]:
    """Put the officer or commissioner who adds an enterprise in charge; nothing for an office."""
    if actor.scope.liaison_ids is None:
        return []
    if actor.liaison_id is None:
        raise InvalidInput("adder_not_on_roster")
    triple = (enterprise_id, actor.role.value, actor.liaison_id)
    return [replace(each, action=CHOSEN) for each in put_in_charge(connection, [triple], db.now())]


def _known(connection: Connection, given: Values) -> int | None:
    """The enterprise that has the code or, where none has it, the name in the county."""
    uscc, county = given.get("uscc"), given.get("county")
    found = enterprises.with_code(connection, str(uscc)) if uscc else None
    if found is not None:
        return found
    return enterprises.with_name(connection, str(given["name"]), str(county) if county else None)


def _just_added(
    connection: Connection, actor: Actor, db: Database, enterprise_id: int, changes: Changes
) -> bool:
    """Whether the same person added the very same one: the answer was lost, or pressed twice."""
    added = next(
        (
            each
            for each in history.of_enterprise(connection, enterprise_id, limit=100)
            if each.action == "enterprise.added"
        ),
        None,
    )
    if added is None or added.actor != actor.name or db.now() - added.at > SAME_WITHIN:
        return False
    return {key: added.changes.get(key) for key in changes} == changes


def _refuse_known(
    connection: Connection, given: Values, found: int | None, same_name_is_another: bool
) -> None:
    if found is None:
        return
    uscc = given.get("uscc")
    has_name_only = uscc and enterprises.get(connection, found).uscc not in (None, uscc)
    if not (has_name_only and same_name_is_another):
        raise InvalidInput("enterprise_exists", field="name", name=given["name"], id=found)
