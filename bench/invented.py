"""Enterprises and people of any number from one seed: plausible, and none of them real."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

from liaison.domain.identity import ALPHABET, check_character
from liaison.store import reference

SEED = 20261110
TODAY = date(2026, 11, 10)
FIRST_TRACKED_ON = date(2026, 11, 2)
# Those of a middling city, kept in proportion for any other number of enterprises.
ENTERPRISES_A_PERSON, ENTERPRISES_A_GRID = 30_000 / 1_100, 30_000 / 409

_BRANDS = (
    "霁翊澔珩璟砚岫沅漪筠蔚芮昕晗骁棠澜屿禾槿煦铄钰翎泓淳朔恺穆弈",
    "栎洵杭骐衡湜琮垚裕晟桐舟渡岚棣汀韬睿翰臻锴曜霖筑野川蓁谦鼎驰",
    "和润达源泰鑫隆盛丰瑞祥兴华荣昌顺通安康宁",
)
_TRADES = (
    ("纺织", "C"), ("服装", "C"), ("木业", "C"), ("机械制造", "C"), ("电子科技", "C"),
    ("新能源", "C"), ("建材", "C"), ("食品", "C"), ("物流", "G"), ("商贸", "F"),
    ("餐饮管理", "H"), ("软件", "I"), ("建设工程", "E"), ("生态农业", "A"),
)  # fmt: skip
_SURNAMES = "沈钱费陆姚潘章闵施吴朱王张陈李徐杨周胡金俞严顾蒋谈温凌嵇莫邱杭慎"
_GIVEN = "华军平英芳敏强勇峰良根法荣琴琳洁婷涛杰斌鸣超燕妹兴达康宁睿辰建国志明海晓丽雪"
_STATUSES = ("full", "partial", "not_resumed", "always_open", "postponed", "suspended")
_STATUS_WEIGHTS = tuple(accumulate((66, 17, 9, 4, 2, 2)))
_ON_DUTY = {"full": 0.9, "partial": 0.5, "always_open": 0.95}
_STEP = 7_368_787  # a prime, so that stepping through all names meets none twice


class Cell(NamedTuple):
    """A police grid in its town and county."""

    county: str
    town: str
    grid: str


@dataclass(frozen=True, slots=True)
class Cells:
    """The grids, a few of them with most of the enterprises, as it is."""

    cells: Sequence[Cell]
    weights: Sequence[float]

    def draw(self, rng: Random, count: int) -> list[Cell]:
        return rng.choices(self.cells, cum_weights=self.weights, k=count)


def cells_for(rng: Random, enterprises: int) -> Cells:
    """Grids in proportion to the enterprises, over the towns of the reference data."""
    towns = [
        (row["parent"], row["code"])
        for row in reference.rows_of("areas")
        if row["kind"] in ("street", "town", "township")
    ]
    count = max(10, round(enterprises / ENTERPRISES_A_GRID))
    cells = [Cell(*towns[number % len(towns)], f"G{number:05d}") for number in range(count)]
    return Cells(cells, list(accumulate(rng.paretovariate(1.5) for _ in cells)))


def enterprises(rng: Random, cells: Cells, count: int) -> Iterator[dict[str, Any]]:
    """Rows of the enterprises table but for what is derived; all of them are served."""
    for number, cell in enumerate(cells.draw(rng, count)):
        wording, industry = _TRADES[number % len(_TRADES)]
        status = rng.choices(_STATUSES, cum_weights=_STATUS_WEIGHTS)[0]
        employees = min(2600, max(3, int(rng.lognormvariate(3.2, 1.0))))
        share = _ON_DUTY.get(status, 0.0)
        power = employees * rng.randint(12, 45)
        resumed_on = FIRST_TRACKED_ON + timedelta(days=rng.randrange(8))
        yield {
            "name": f"湖州{_brand(number)}{wording}有限公司",
            "uscc": _credit_code(number),
            "county_code": cell.county,
            "town_code": cell.town,
            "grid": cell.grid,
            "address": f"兴业路{rng.randint(1, 999)}号",
            "industry": industry,
            "above_scale": "above" if employees > 60 else "below",
            "size": "S" if employees > 20 else "XS",
            "contact_name": _person_name(rng),
            "contact_phone": f"160{rng.randrange(10**8):08d}",
            "filing_status": "approved",
            "status": status,
            "resumed_on": resumed_on.isoformat() if share else None,
            "employees": employees,
            "employees_on_duty": int(employees * share),
            "capacity_percent": round(90 * share),
            "power_kwh": round(power * share),
            "base_power_kwh": power,
            "tracked_on": resumed_on.isoformat(),
            "contacted_on": (TODAY - timedelta(days=rng.randrange(10))).isoformat(),
            "visited_on": (TODAY - timedelta(days=rng.randrange(20))).isoformat(),
        }


def people(rng: Random, cells: Cells, count: int, role: str) -> Iterator[dict[str, Any]]:
    """Rows of the liaisons table; four officers of five have a grid of their own."""
    for number, cell in enumerate(cells.draw(rng, count), start=1):
        has_grid = role == "officer" and rng.random() < 0.8
        yield {
            "role": role,
            "staff_no": f"{role[0].upper()}{number:06d}",
            "name": _person_name(rng),
            "unit": "派出所" if role == "officer" else "人民政府",
            "county_code": cell.county,
            "town_code": cell.town,
            "grid": cell.grid if has_grid else None,
            "phone": f"161{rng.randrange(10**8):08d}",
            "capacity": rng.randint(24, 40),
        }


def number_of_people(enterprises: int) -> int:
    """How many there are in each role."""
    return max(2, round(enterprises / ENTERPRISES_A_PERSON))


def _brand(number: int) -> str:
    """A brand of three characters and a counter's worth of more where those are used up."""
    all_brands = len(_BRANDS[0]) * len(_BRANDS[1]) * len(_BRANDS[2])
    again, number = divmod(number, all_brands)
    number = number * _STEP % all_brands
    letters = ""
    for brands in _BRANDS:
        number, place = divmod(number, len(brands))
        letters += brands[place]
    while again:
        again, place = divmod(again, len(_GIVEN))
        letters += _GIVEN[place]
    return letters


def _credit_code(number: int) -> str:
    digits = ""
    for _ in range(6):
        number, place = divmod(number, len(ALPHABET))
        digits = ALPHABET[place] + digits
    body = f"91330500MAY{digits}"
    return body + check_character(body)


def _person_name(rng: Random) -> str:
    return rng.choice(_SURNAMES) + rng.choice(_GIVEN) + rng.choice(_GIVEN)
