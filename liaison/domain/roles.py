"""Who may do what: roles, actions, the rows an actor reaches."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from liaison.domain.errors import NotPermitted


class Role(StrEnum):
    """Whose eyes look: four roles with accounts, the enterprise by its link, the command line."""

    OFFICER = "officer"
    COMMISSIONER = "commissioner"
    OFFICIAL = "official"
    ADMINISTRATOR = "administrator"
    ENTERPRISE = "enterprise"
    OPERATOR = "operator"


ACCOUNT_ROLES = (Role.OFFICER, Role.COMMISSIONER, Role.OFFICIAL, Role.ADMINISTRATOR)


class Action(StrEnum):
    """What a service does, as the grants below name it."""

    SEE_ENTERPRISE = "see_enterprise"
    SEE_PORTAL = "see_portal"
    ADD_ENTERPRISE = "add_enterprise"
    UPDATE_ENTERPRISE = "update_enterprise"
    UPDATE_SUPPORT = "update_support"
    RECORD_VISIT = "record_visit"
    SUBMIT_REQUEST = "submit_request"
    ANSWER_REQUEST = "answer_request"
    CONFIRM_REQUEST = "confirm_request"
    REPORT_FIGURES = "report_figures"
    SEE_FIGURES = "see_figures"
    SEE_LIAISONS = "see_liaisons"
    EXPORT = "export"
    ISSUE_LINK = "issue_link"
    IMPORT_ROSTER = "import_roster"
    PAIR = "pair"
    TAKE_LEAVE = "take_leave"
    MANAGE_PEOPLE = "manage_people"
    EDIT_CATALOGUE = "edit_catalogue"
    EDIT_SETTINGS = "edit_settings"
    MANAGE_ACCOUNTS = "manage_accounts"
    MAINTAIN = "maintain"
    OWN_ACCOUNT = "own_account"


_LIAISON = frozenset(
    {
        Action.SEE_ENTERPRISE,
        Action.ADD_ENTERPRISE,
        Action.UPDATE_ENTERPRISE,
        Action.UPDATE_SUPPORT,
        Action.RECORD_VISIT,
        Action.SUBMIT_REQUEST,
        Action.ANSWER_REQUEST,
        Action.ISSUE_LINK,
        Action.TAKE_LEAVE,
        Action.OWN_ACCOUNT,
    }
)
_OFFICIAL = frozenset(
    {
        Action.SEE_ENTERPRISE,
        Action.SEE_FIGURES,
        Action.SEE_LIAISONS,
        Action.EXPORT,
        Action.ISSUE_LINK,
        Action.OWN_ACCOUNT,
    }
)
_ENTERPRISE = frozenset(
    {Action.SEE_PORTAL, Action.SUBMIT_REQUEST, Action.CONFIRM_REQUEST, Action.REPORT_FIGURES}
)
_EVERYTHING = frozenset(Action) - (_ENTERPRISE - {Action.SUBMIT_REQUEST})

GRANTS: dict[Role, frozenset[Action]] = {
    Role.OFFICER: _LIAISON,
    Role.COMMISSIONER: _LIAISON,
    Role.OFFICIAL: _OFFICIAL,
    Role.ADMINISTRATOR: _EVERYTHING,
    Role.ENTERPRISE: _ENTERPRISE,
    Role.OPERATOR: _EVERYTHING,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows an actor reaches; every part that is set narrows them, none set means all."""

    area_code: str | None = None
    liaison_ids: frozenset[int] | None = None
    enterprise_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `name` is what history shows; the ids are None where they do not apply.

    `acting_for` are the people on leave whose deputy this one is today.
    """

    name: str
    role: Role
    account_id: int | None = None
    liaison_id: int | None = None
    area_code: str | None = None
    enterprise_id: int | None = None
    language: str = "zh-CN"
    acting_for: frozenset[int] = frozenset()

    @property
    def scope(self) -> Scope:
        """An officer without a roster entry reaches no row: liaison_id 0 belongs to nobody."""
        if self.role in (Role.OFFICER, Role.COMMISSIONER):
            return Scope(liaison_ids=self.acting_for | {self.liaison_id or 0})
        if self.role is Role.ENTERPRISE:
            return Scope(enterprise_id=self.enterprise_id or 0)
        return Scope(area_code=self.area_code)


OPERATOR = Actor(name="operator", role=Role.OPERATOR)


@dataclass(frozen=True, slots=True)
class Resource:
    """What the row rules look at: an enterprise's place and the people in charge of it."""

    enterprise_id: int
    area_codes: frozenset[str]
    liaison_ids: frozenset[int]


def may(actor: Actor, action: Action, resource: Resource | None = None) -> bool:
    """True where the role grants the action and, with a resource, its row is in scope."""
    if action not in GRANTS[actor.role]:
        return False
    if resource is None:
        return True
    scope = actor.scope
    if scope.enterprise_id is not None:
        return scope.enterprise_id == resource.enterprise_id
    if scope.liaison_ids is not None:
        return not scope.liaison_ids.isdisjoint(resource.liaison_ids)
    return scope.area_code is None or scope.area_code in resource.area_codes


def require(actor: Actor, action: Action, resource: Resource | None = None) -> None:
    """Raise NotPermitted where `may` says no."""
    if not may(actor, action, resource):
        raise NotPermitted("not_permitted", action=action.value, role=actor.role.value)


def require_own(actor: Actor, action: Action, liaison_id: int) -> None:
    """Raise NotPermitted where the actor is an officer or commissioner, and another than this."""
    require(actor, action)
    if actor.scope.liaison_ids is not None and actor.liaison_id != liaison_id:
        raise NotPermitted("not_permitted", action=action.value, role=actor.role.value)
