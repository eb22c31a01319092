"""Refusals: what the product says no to, as codes that locales turn into sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime


class LiaisonError(Exception):
    """A refusal that a person can act on; `code` names the sentence `errors.<code>` in locales."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values: Mapping[str, object] = values

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value!r}" for key, value in self.values.items())
        return f"{self.code}({details})"


class NotPermitted(LiaisonError):
    """The actor's role or scope does not reach this action or this row."""


class NotFound(LiaisonError):
    """What was asked for is not there, or not visible to the actor."""


class InvalidInput(LiaisonError):
    """A value that breaks a rule; `values["field"]` names the place."""


class SignInRefused(LiaisonError):
    """Wrong name or password, a locked or a disabled account."""


class UnreadableWorkbook(LiaisonError):
    """The file cannot be read as a workbook: damaged, encrypted, too large, of another kind."""


class RosterRefused(LiaisonError):
    """A roster with rejected rows was to be written whole, or has nothing to write."""


class Cancelled(LiaisonError):
    """The person who asked for the work called it off; nothing of it was kept."""


class StalePlan(LiaisonError):
    """The database moved since the plan was made; plan again."""


class StaleRecord(LiaisonError):
    """Somebody saved the record first: `version` is theirs, `by` their account, saved `at`.

    `attempted` maps the keys of the fields that were to change to their values, `current` those
    that the record has now, of other fields too. A record that `is_over` can no more become what
    was attempted, whoever is asked.
    """

    def __init__(
        self,
        code: str,
        *,
        version: int,
        current: Mapping[str, object],
        attempted: Mapping[str, object],
        by: str | None = None,
        at: datetime | None = None,
        is_over: bool = False,
    ) -> None:
        super().__init__(code)
        self.version = version
        self.is_over = is_over
        self.by = by
        self.at = at
        self.current = current
        self.attempted = attempted
