"""The pages: one table of who sees which, where, under what address."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from liaison.domain.roles import Action, Actor, Role, may

PAGES_FOLDER = Path(__file__).resolve().parent / "pages"

#: Where a session keeps its pages by key: a link to one of them need not search for its file.
PAGES = "pages-by-key"

_OFFICE = (Role.OFFICIAL, Role.ADMINISTRATOR)
_FIELD = (Role.OFFICER, Role.COMMISSIONER)
_ADMINISTRATOR = (Role.ADMINISTRATOR,)


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its file, address and icon, the action it needs and the roles it is made for.

    The first place of a role in PLACES is where it begins. `is_listed` is False for a page that
    is reached by a link only. `in_bar` puts it into the bar of a phone, which holds four.
    """

    key: str
    url_path: str
    icon: str
    action: Action
    roles: tuple[Role, ...]
    is_listed: bool = True
    in_bar: bool = False

    @property
    def file(self) -> Path:
        return PAGES_FOLDER / f"{self.key}.py"

    def is_for(self, actor: Actor) -> bool:
        return actor.role in self.roles and may(actor, self.action)


PLACES = (
    Place(
        "my_enterprises",
        "my-enterprises",
        ":material/business_center:",
        Action.SEE_ENTERPRISE,
        _FIELD,
        in_bar=True,
    ),
    Place(
        "my_week",
        "week",
        ":material/calendar_view_week:",
        Action.SEE_ENTERPRISE,
        _FIELD,
        in_bar=True,
    ),
    Place(
        "dashboard", "dashboard", ":material/monitoring:", Action.SEE_FIGURES, _OFFICE, in_bar=True
    ),
    Place(
        "my_contacts",
        "contacts",
        ":material/contact_phone:",
        Action.SEE_PORTAL,
        (Role.ENTERPRISE,),
    ),
    Place(
        "enterprises",
        "enterprises",
        ":material/factory:",
        Action.SEE_ENTERPRISE,
        _OFFICE,
        in_bar=True,
    ),
    Place(
        "enterprise",
        "enterprise",
        ":material/domain:",
        Action.SEE_ENTERPRISE,
        (*_FIELD, *_OFFICE),
        is_listed=False,
    ),
    Place(
        "add_enterprise",
        "add",
        ":material/add_business:",
        Action.ADD_ENTERPRISE,
        (*_FIELD, Role.ADMINISTRATOR),
        is_listed=False,
    ),
    Place(
        "bulk_measures",
        "bulk",
        ":material/checklist:",
        Action.UPDATE_SUPPORT,
        (*_FIELD, Role.ADMINISTRATOR),
        is_listed=False,
    ),
    Place("matrix", "matrix", ":material/grid_on:", Action.SEE_FIGURES, _OFFICE),
    Place("people", "people", ":material/groups:", Action.SEE_LIAISONS, _OFFICE, in_bar=True),
    Place("workload", "workload", ":material/balance:", Action.SEE_LIAISONS, _OFFICE),
    Place(
        "import_roster",
        "import",
        ":material/upload_file:",
        Action.IMPORT_ROSTER,
        _ADMINISTRATOR,
    ),
    Place("pairing", "pairing", ":material/handshake:", Action.PAIR, _ADMINISTRATOR),
    Place("catalogue", "catalogue", ":material/checklist:", Action.EDIT_CATALOGUE, _ADMINISTRATOR),
    Place("bulletin", "bulletin", ":material/article:", Action.EXPORT, _OFFICE),
    Place("exports", "exports", ":material/table_view:", Action.EXPORT, _OFFICE),
    Place(
        "accounts", "accounts", ":material/manage_accounts:", Action.MANAGE_ACCOUNTS, _ADMINISTRATOR
    ),
    Place("settings", "settings", ":material/tune:", Action.EDIT_SETTINGS, _ADMINISTRATOR),
    Place(
        "own_account",
        "account",
        ":material/person:",
        Action.OWN_ACCOUNT,
        (*_FIELD, *_OFFICE),
        in_bar=True,
    ),
)


def places_of(actor: Actor) -> list[Place]:
    """The places an actor may open, the one to begin with first."""
    return [place for place in PLACES if place.is_for(actor)]


def bar_of(actor: Actor) -> list[Place]:
    """The places in the bar of a phone, none where there would be one only."""
    bar = [place for place in places_of(actor) if place.in_bar]
    return bar if len(bar) > 1 else []


def bar_is_all(actor: Actor) -> bool:
    """Whether the bar holds every listed place, so that a phone needs no menu beside it."""
    return all(place.in_bar for place in places_of(actor) if place.is_listed) or not bar_of(actor)


def place_at(url_path: str) -> Place | None:
    return next((place for place in PLACES if place.url_path == url_path), None)
