"""Exports saved by name: one's own, and those that others share; they never widen a scope."""

from __future__ import annotations

from dataclasses import replace

from liaison.domain.errors import InvalidInput, NotFound, NotPermitted
from liaison.domain.roles import OPERATOR, Action, Actor, may
from liaison.services.export_kinds import OFFERS, ExportKind
from liaison.services.export_order import ExportOrder, order_from
from liaison.services.guard import requires
from liaison.store import presets as store
from liaison.store.database import Connection, Database
from liaison.store.presets import Preset

LONGEST_NAME = 60
MOST = 50


@requires(Action.EXPORT)
def list_presets(actor: Actor, db: Database) -> list[Preset]:
    """The actor's own, then what others share; for the local operator everybody's."""
    with db.read() as connection:
        return _reached(connection, actor)


@requires(Action.EXPORT)
def find_preset(actor: Actor, db: Database, name: str) -> Preset:
    """The preset of a name: the actor's own or, where there is none, one that is shared."""
    with db.read() as connection:
        own = store.named(connection, actor.name, name.strip())
        if own is not None:
            return own
        found = [each for each in _reached(connection, actor) if each.name == name.strip()]
    if not found:
        raise NotFound("preset_not_found", preset=name)
    if len(found) > 1:
        owners = ", ".join(each.owner for each in found)
        raise InvalidInput("preset_ambiguous", field="preset", preset=name, owners=owners)
    return found[0]


def preset_order(preset: Preset) -> ExportOrder:
    """The order that a preset names, of today; NotFound where its kind is gone."""
    if preset.kind not in OFFERS:
        raise NotFound("preset_kind_gone", preset=preset.name, kind=preset.kind)
    kind: ExportKind = preset.kind
    order = order_from(kind, preset.settings, "zh-CN")
    formats = OFFERS[kind].formats
    file_format = order.format if order.format in formats else formats[0]
    return replace(order, as_of=None, format=file_format, preset=preset.name)


@requires(Action.EXPORT)
def save_preset(actor: Actor, db: Database, name: str, order: ExportOrder) -> int:
    """Keep an order under a new name, without its day; its id."""
    with db.write() as connection:
        name = _free_name(connection, actor.name, name)
        if sum(each.owner == actor.name for each in _reached(connection, actor)) >= MOST:
            raise InvalidInput("presets_full", field="name", most=MOST)
        return store.insert(
            connection,
            owner=actor.name,
            name=name,
            kind=order.kind,
            settings=_settings(order),
            at=db.now(),
        )


@requires(Action.EXPORT)
def overwrite_preset(actor: Actor, db: Database, preset_id: int, order: ExportOrder) -> None:
    """Let a preset name this order from now on."""
    with db.write() as connection:
        _own(connection, actor, preset_id)
        store.overwrite(connection, preset_id, order.kind, _settings(order), db.now())


@requires(Action.EXPORT)
def rename_preset(actor: Actor, db: Database, preset_id: int, name: str) -> None:
    with db.write() as connection:
        preset = _own(connection, actor, preset_id)
        if name.strip() != preset.name:
            store.rename(
                connection, preset_id, _free_name(connection, preset.owner, name), db.now()
            )


@requires(Action.EXPORT)
def share_preset(actor: Actor, db: Database, preset_id: int, is_shared: bool) -> None:
    """Let everybody who may export see and run it, or nobody else."""
    with db.write() as connection:
        _own(connection, actor, preset_id)
        store.share(connection, preset_id, is_shared, db.now())


@requires(Action.EXPORT)
def delete_preset(actor: Actor, db: Database, preset_id: int) -> None:
    with db.write() as connection:
        _own(connection, actor, preset_id)
        store.delete(connection, preset_id)


def may_change(actor: Actor, preset: Preset) -> bool:
    """Its owner may, and who manages accounts."""
    return preset.owner == actor.name or may(actor, Action.MANAGE_ACCOUNTS)


def _reached(connection: Connection, actor: Actor) -> list[Preset]:
    if actor.role is OPERATOR.role:
        return store.everybodys(connection)
    return store.reached_by(connection, actor.name)


def _own(connection: Connection, actor: Actor, preset_id: int) -> Preset:
    """The preset if the actor may change it; one that is not shared is not there for others."""
    preset = store.get(connection, preset_id)
    if may_change(actor, preset):
        return preset
    if not preset.is_shared:
        raise NotFound("preset_not_found", preset=preset_id)
    raise NotPermitted("preset_of_another", owner=preset.owner)


def _free_name(connection: Connection, owner: str, name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("preset_name_wrong", field="name", length=LONGEST_NAME)
    if store.named(connection, owner, name) is not None:
        raise InvalidInput("preset_name_taken", field="name", name=name)
    return name


def _settings(order: ExportOrder) -> dict[str, str]:
    return replace(order, as_of=None, preset=None).query()
