"""Hypothesis strategies: invented enterprises as the values that an import should take from them,
and the cells that say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from liaison.domain.vocabulary import CODED_VALUES
from liaison.locales import words
from tests.conftest import credit_code

Firm = Mapping[str, Any]
"""Field key → value as an import gives it; fields without a value are missing."""

_TOWNS = {
    ("330502", "330502100"): ("吴兴区", "织里镇"),
    ("HZ-NTH", "330502010"): ("南太湖新区", "龙溪街道"),
    ("330503", "330503101"): ("南浔区", "双林镇"),
    ("330521", "330521001"): ("德清县", "武康街道"),
    ("330522", "330522112"): ("长兴县", "煤山镇"),
    ("330523", "330523001"): ("安吉县", "递铺街道"),
}
_ALWAYS = ("name", "uscc", "county", "town")
_DAY = st.integers(0, 60).map(lambda days: (date(2020, 1, 25) + timedelta(days)).isoformat())
_OPTIONAL = {
    "contact_phone": st.integers(0, 10**8 - 1).map(lambda number: f"139{number:08}"),
    "status": st.sampled_from(sorted(CODED_VALUES["status"])),
    "filing_status": st.sampled_from(sorted(CODED_VALUES["filing_status"])),
    "planned_on": _DAY,
    "resumed_on": _DAY,
    "employees": st.integers(100, 99_999),
    "employees_on_duty": st.integers(0, 100),
    "power_kwh": st.integers(0, 10**6).map(float),
    "contact_name": st.sampled_from(["王试样", "欧阳试样"]),
    "remark": st.sampled_from(["已电话核实", "甲, 乙；丙“丁”", "3 号线停用"]),
}
#: The fields of a firm, in the order in which a plain roster has them.
KEYS = (*_ALWAYS, *_OPTIONAL)


@st.composite
def firms(draw: st.DrawFn, least: int = 1, most: int = 6) -> list[Firm]:
    """Different enterprises, each with a name, a code and a place, and some of the rest."""
    numbers = draw(st.lists(st.integers(1, 10**6), min_size=least, max_size=most, unique=True))
    return [_firm(number, draw) for number in numbers]


def _firm(number: int, draw: st.DrawFn) -> Firm:
    county, town = draw(st.sampled_from(sorted(_TOWNS)))
    always = (f"湖州试样{number}号有限公司", credit_code(number), county, town)
    # Nearly all cells of a real roster are filled.
    drawn = {key: draw(st.one_of(*[values] * 4, st.none())) for key, values in _OPTIONAL.items()}
    filled = {key: value for key, value in drawn.items() if value is not None}
    return dict(zip(_ALWAYS, always, strict=True)) | filled


def cells_of(firm: Firm, keys: Sequence[str] = KEYS) -> list[Any]:
    """The firm's row under `keys`, in official words."""
    county, town = _TOWNS[firm["county"], firm["town"]]
    spoken = {**firm, "county": county, "town": town}
    for key in ("status", "filing_status"):
        if key in firm:
            spoken[key] = words("zh-CN").label(key, firm[key])
    return [spoken.get(key) for key in keys]


def labels_of(keys: Sequence[str] = KEYS) -> list[str]:
    return [words("zh-CN")(f"fields.enterprises.{key}") for key in keys]
