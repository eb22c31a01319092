"""Forms that were read by hand once: known again by their headers, named, forgotten."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from liaison.domain.errors import NotFound
from liaison.domain.fields import RosterKind, field_table
from liaison.domain.parsing import Answers
from liaison.domain.plan import ImportPlan, LayoutSetting, SheetPlan
from liaison.domain.records import RememberedLayout
from liaison.domain.roles import Action, Actor
from liaison.services.guard import requires
from liaison.store import history, layouts
from liaison.store.database import Connection, Database
from liaison.store.history import Change

_BETWEEN = "\x1f"


def signature_of(labels: Mapping[str, str]) -> str | None:
    """What a header is known by: its labels in their columns; None without labels."""
    if not any(labels.values()):
        return None
    text = _BETWEEN.join(f"{letter}={''.join(label.split())}" for letter, label in labels.items())
    return hashlib.sha256(text.encode()).hexdigest()


class Remembered:
    """The remembered layouts, to be found by roster and header."""

    def __init__(self, known: Sequence[RememberedLayout] = ()) -> None:
        self._known = {(each.kind, each.signature): each for each in known}

    def find(self, kind: RosterKind, labels: Mapping[str, str]) -> RememberedLayout | None:
        signature = signature_of(labels)
        return self._known.get((kind, signature)) if signature is not None else None

    @staticmethod
    def setting(
        known: RememberedLayout | None,
        choices: Mapping[str, str | None],
        answers: Answers,
    ) -> LayoutSetting:
        """What was remembered of a layout, with what a person says of it now on top."""
        is_new = bool(choices or answers)
        if known is None:
            return LayoutSetting(choices, answers, is_new=is_new)
        merged = {
            field: {**known.answers.get(field, {}), **answers.get(field, {})}
            for field in {**known.answers, **answers}
        }
        return LayoutSetting({**known.choices, **choices}, merged, known.name, is_new)


def remember_layouts(
    actor: Actor, connection: Connection, plan: ImportPlan, names: Mapping[str, str], at: datetime
) -> None:
    """Keep what a person said of forms, in the caller's transaction; like sheets are one form."""
    forms: dict[str, list[SheetPlan]] = defaultdict(list)
    for sheet in plan.sheets:
        signature = signature_of(sheet.labels)
        if signature is not None and (sheet.setting.is_new or sheet.sheet in names):
            forms[signature].append(sheet)
    saved = [
        layouts.save(
            connection,
            kind=plan.kind,
            signature=signature,
            name=_name_of(plan, sheets, names),
            choices={key: each for sheet in sheets for key, each in sheet.setting.choices.items()},
            answers=_lasting(sheets[0].setting.answers, plan.kind),
            at=at,
            actor=actor.name,
        )
        for signature, sheets in forms.items()
    ]
    changes = [Change("layout.remembered", "layout", number) for number in saved]
    history.append(connection, changes, at=at, actor=actor.name)


def _name_of(plan: ImportPlan, sheets: Sequence[SheetPlan], names: Mapping[str, str]) -> str:
    given = [names[sheet.sheet] for sheet in sheets if names.get(sheet.sheet)]
    first = sheets[0]
    return given[0] if given else first.setting.remembered_as or f"{plan.file_name} · {first.sheet}"


def _lasting(answers: Answers, kind: RosterKind) -> Answers:
    """Without the days of words such as 2.1, which mean another day in another year."""
    fields = field_table(kind)
    return {
        key: {
            word: value
            for word, value in said.items()
            if key not in fields or fields[key].type != "date" or not value or value[:4] in word
        }
        for key, said in answers.items()
    }


@requires(Action.IMPORT_ROSTER)
def list_layouts(actor: Actor, db: Database) -> Sequence[RememberedLayout]:
    """The remembered layouts by name."""
    with db.read() as connection:
        return layouts.all_layouts(connection)


@requires(Action.IMPORT_ROSTER)
def forget_layout(actor: Actor, db: Database, layout_id: int) -> None:
    """Forget a layout: the next file of its kind is read as if nobody had set its columns."""
    with db.write() as connection:
        known = layouts.get(connection, layout_id)
        if known is None:
            raise NotFound("layout_not_found", layout=layout_id)
        layouts.delete(connection, layout_id)
        gone = {"name": (known.name, None)}
        change = Change("layout.forgotten", "layout", layout_id, changes=gone)
        history.append(connection, [change], at=db.now(), actor=actor.name)
