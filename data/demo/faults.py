"""The twenty faults that the demonstration rosters carry, and what an import must say of each."""

from __future__ import annotations

from dataclasses import dataclass

from invented import Enterprise


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: put into the first flawless, fully resumed row of the sheet from `position` on."""

    sheet: str
    position: int
    field: str
    code: str
    rejects: bool
    typed: str | None = None


REJECTED = (
    Fault("吴兴区", 40, "name", "required", True),
    Fault("吴兴区", 150, "uscc", "duplicate_in_file", True, "吴兴区"),
    Fault("南浔区", 60, "name", "required", True),
    Fault("德清县", 90, "resumed_on", "bad_date", True, "2026年2月30日"),
    Fault("长兴县", 70, "employees", "bad_number", True, "很多"),
    Fault("长兴县", 130, "uscc", "duplicate_in_file", True, "德清县"),
    Fault("安吉县", 45, "resumed_on", "bad_date", True, "2026.11.31"),
    Fault("南太湖新区", 30, "employees_on_duty", "bad_number", True, "约一半"),
)
WARNED = (
    Fault("吴兴区", 90, "uscc", "check_digit", False),
    Fault("吴兴区", 210, "employees_on_duty", "on_duty_exceeds", False),
    Fault("吴兴区", 260, "contact_phone", "bad_phone", False),
    Fault("南浔区", 20, "uscc", "old_number", False, "330503000418276"),
    Fault("南浔区", 120, "uscc", "check_digit", False),
    Fault("南浔区", 180, "employees_on_duty", "on_duty_exceeds", False),
    Fault("德清县", 40, "uscc", "check_digit", False),
    Fault("德清县", 150, "uscc", "old_number", False, "330521000273915"),
    Fault("长兴县", 25, "employees_on_duty", "on_duty_exceeds", False),
    Fault("安吉县", 20, "contact_phone", "bad_phone", False),
    Fault("安吉县", 100, "uscc", "check_digit", False),
    Fault("南太湖新区", 70, "contact_phone", "bad_phone", False),
)
DUPLICATED_POSITION = 12
SURPLUS_ON_DUTY = 7


def put_faults(city: dict[str, list[Enterprise]]) -> dict[str, list[tuple[int, Fault]]]:
    """Spoil the rows in place; give back by sheet where each fault landed."""
    landed: dict[str, list[tuple[int, Fault]]] = {sheet: [] for sheet in city}
    for fault in (*REJECTED, *WARNED):
        rows = city[fault.sheet]
        index = next(
            place
            for place in range(fault.position, len(rows))
            if rows[place].status == "full" and not rows[place].typed
        )
        rows[index].typed[fault.field] = _typed(fault, rows[index], city)
        landed[fault.sheet].append((index, fault))
    return landed


def _typed(fault: Fault, row: Enterprise, city: dict[str, list[Enterprise]]) -> str | int | None:
    """What stands in the cell instead of the true value."""
    if fault.code == "duplicate_in_file" and fault.typed:
        return city[fault.typed][DUPLICATED_POSITION].uscc
    if fault.code == "check_digit":
        return row.uscc[:-1] + ("2" if row.uscc[-1] == "1" else "1")
    if fault.code == "on_duty_exceeds":
        return row.employees + SURPLUS_ON_DUTY
    if fault.code == "bad_phone":
        return row.mobile[:-1]
    return fault.typed
