"""Who did something: the name of a person instead of that of the account."""

from __future__ import annotations

from dataclasses import dataclass

from liaison.locales import Words
from liaison.services.enterprises import EnterpriseView


@dataclass(frozen=True)
class PeopleNames:
    """The names that an enterprise's page knows: its people by staff number and by id, itself."""

    language: Words
    view: EnterpriseView

    def by_account(self, account: str) -> str:
        """An account of an officer or commissioner begins with the staff number."""
        for person in self.view.everybody.values():
            if account.split(" ")[0] == person.staff_no:
                return person.name
        label = f"labels.role.{account}"
        return self.language(label) if self.language.has(label) else account

    @property
    def in_charge(self) -> dict[int, str]:
        """The pair by id."""
        pair = (self.view.officer, self.view.commissioner)
        return {person.id: person.name for person in pair if person is not None}

    @property
    def by_id(self) -> dict[int, str]:
        """Everybody who is or was in charge, or acts, by id."""
        return {person.id: person.name for person in self.view.everybody.values()}
