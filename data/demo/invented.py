"""The people and enterprises of the demonstration city: plausible, and none of them real."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
REFERENCE = HERE.parent / "reference"
REPORTED_ON = date(2026, 11, 10)
FIRST_RESUMED_ON = date(2026, 11, 2)

# Number ranges that no Chinese carrier was known to use in 2025, so that a call reaches nobody.
MOBILE_PREFIXES = ("154", "160", "161", "163", "164", "169")
LANDLINE_PREFIX = "0572-4"
# Organisation codes are given out in series; MAY lies far beyond those in use in 2025.
ORGANISATION_SERIES = "MAY"
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

REGION_DIGITS = {
    "吴兴区": "330502",
    "南浔区": "330503",
    "德清县": "330521",
    "长兴县": "330522",
    "安吉县": "330523",
    "南太湖新区": "330500",
}
NAME_PREFIXES = {
    "吴兴区": "湖州",
    "南浔区": "湖州南浔",
    "德清县": "德清",
    "长兴县": "长兴",
    "安吉县": "安吉",
    "南太湖新区": "湖州",
}
BRAND_FIRST = "霁翊澔珩璟砚岫沅漪筠蔚芮昕晗骁棠澜屿禾槿煦铄钰翎泓淳朔恺穆弈"
BRAND_SECOND = "栎洵杭骐衡湜琮垚裕晟桐舟渡岚棣汀韬睿翰臻锴曜霖筑野川蓁谦鼎驰"
SURNAMES = "沈钱费陆姚潘章闵施吴朱王张陈李徐杨周胡金俞严顾蒋谈温凌嵇莫邱杭慎"
GIVEN_FIRST = "建国志明海晓丽雪文永卫红春秋佳思雨子宇天立伟林方水月素玉锦阿泽"
GIVEN_SECOND = "华军平英芳敏强勇峰良根法荣琴琳洁婷涛杰斌鸣超燕妹兴达康宁睿辰"
ROADS = ("兴业路", "振兴路", "创新路", "工贸大道", "康宁路", "桑梓路", "丝坊路", "望湖路", "新塘路")
REMARKS_WHEN_CLOSED = ("厂房积水清理中", "设备检修中", "等待原料到货", "供电线路抢修")
REMARKS_WHEN_PARTIAL = ("部分产线已恢复", "员工陆续返岗", "仓库受潮，正在盘点")

STATUS_SHARES = {
    "full": 66,
    "partial": 17,
    "not_resumed": 9,
    "always_open": 4,
    "postponed": 2,
    "suspended": 1,
    "not_operating": 1,
}
ON_DUTY_SHARES = {"full": (0.82, 1.0), "partial": (0.25, 0.75), "always_open": (0.9, 1.0)}
FILINGS_WHEN_CLOSED = ("not_filed", "filed", "under_review", "under_review", "returned")
CLOSED = ("not_resumed", "postponed")
SIZE_FLOORS = (("L", 1000), ("M", 300), ("S", 20))


@dataclass(slots=True)
class Enterprise:
    """One row of a roster; `typed` holds what the clerk wrote instead of the true value."""

    name: str
    uscc: str
    county: str
    town: str
    grid: str
    address: str
    industry: str
    above_scale: str
    size: str
    contact_name: str
    mobile: str
    landline: str
    filing_status: str
    status: str
    planned_on: date | None
    resumed_on: date | None
    employees: int
    employees_on_duty: int
    capacity_percent: int
    power_kwh: int
    base_power_kwh: int
    remark: str | None
    typed: dict[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TownPlan:
    """How many enterprises of which trades a town has on one sheet."""

    sheet: str
    town: str
    enterprises: int
    trades: tuple[str, ...]

    @property
    def short_name(self) -> str:
        """The town as people call it."""
        return self.town.removesuffix("街道").removesuffix("镇").removesuffix("乡")

    @property
    def grids(self) -> list[str]:
        """The police grids of the town on this sheet, about eight enterprises each."""
        count = max(1, math.ceil(self.enterprises / 8))
        return [f"{self.town}第{number}警务网格" for number in range(1, count + 1)]


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV by heading."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def town_plans() -> list[TownPlan]:
    """The towns of every sheet, in the order of the sheets and of the division codes."""
    return [
        TownPlan(row["sheet"], row["town"], int(row["enterprises"]), tuple(row["trades"].split()))
        for row in read_rows(HERE / "towns.csv")
    ]


def organisation_code(rng: Random) -> str:
    """Nine characters by GB 11714, the last of them its check character."""
    body = ORGANISATION_SERIES + "".join(rng.choices(CODE_ALPHABET, k=5))
    total = sum(int(c, 36) * weight for c, weight in zip(body, ORGANISATION_WEIGHTS, strict=True))
    return body + {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def credit_code(rng: Random, region: str) -> str:
    """Eighteen characters by GB 32100-2015 for an enterprise (91) of the region."""
    body = f"91{region}{organisation_code(rng)}"
    total = sum(CODE_ALPHABET.index(c) * 3**place for place, c in enumerate(body))
    return body + CODE_ALPHABET[-total % 31]


def mobile_number(rng: Random) -> str:
    return rng.choice(MOBILE_PREFIXES) + f"{rng.randrange(10**8):08d}"


def person_name(rng: Random) -> str:
    given = rng.choice(GIVEN_FIRST) if rng.random() < 0.7 else ""
    return rng.choice(SURNAMES) + given + rng.choice(GIVEN_SECOND)


def size_class(employees: int) -> str:
    """The class by staff alone, as 2017/213 sets it for industry."""
    return next((size for size, least in SIZE_FLOORS if employees >= least), "XS")


class City:
    """Invents row after row from one seed, and never the same name or code twice."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)  # noqa: S311 (nothing secret, and it must repeat)
        self.used: set[str] = set()
        self.trades = {row["trade"]: row for row in read_rows(HERE / "trades.csv")}

    def enterprises(self, plan: TownPlan) -> Iterator[Enterprise]:
        """The enterprises of one town, so that each trade comes up about equally often."""
        for number in range(plan.enterprises):
            yield self._enterprise(plan, plan.trades[number % len(plan.trades)], number)

    def _enterprise(self, plan: TownPlan, trade: str, number: int) -> Enterprise:
        rng = self.rng
        industry = self.trades[trade]["industry"]
        above = rng.random() < (0.42 if industry == "C" else 0.15)
        employees = self._employees(above)
        status = rng.choices(list(STATUS_SHARES), list(STATUS_SHARES.values()))[0]
        low, high = ON_DUTY_SHARES.get(status, (0.0, 0.0))
        share = rng.uniform(low, high)
        base_power = round(employees * rng.uniform(12, 45))
        grids = plan.grids
        return Enterprise(
            name=self._name(plan, trade),
            uscc=self._unused_code(REGION_DIGITS[plan.sheet]),
            county=plan.sheet,
            town=plan.town,
            grid=grids[number * len(grids) // plan.enterprises],
            address=f"{plan.town}{rng.choice(ROADS)}{rng.randint(1, 999)}号",
            industry=industry,
            above_scale="above" if above else "below",
            size=size_class(employees),
            contact_name=person_name(rng),
            mobile=mobile_number(rng),
            landline=f"{LANDLINE_PREFIX}{rng.randrange(10**6):06d}",
            filing_status=self._filing_status(status),
            status=status,
            planned_on=self._planned_on(status),
            resumed_on=self._resumed_on(status),
            employees=employees,
            employees_on_duty=round(employees * share),
            capacity_percent=round(100 * share * rng.uniform(0.85, 1.0)),
            power_kwh=round(base_power * share * rng.uniform(0.85, 1.05)),
            base_power_kwh=base_power,
            remark=self._remark(status),
        )

    def _employees(self, above_scale: bool) -> int:
        median, spread = (120, 0.8) if above_scale else (15, 0.7)
        return min(2600, max(3, round(self.rng.lognormvariate(math.log(median), spread))))

    def _name(self, plan: TownPlan, trade: str) -> str:
        prefix = NAME_PREFIXES[plan.sheet]
        while True:
            with_town = self.rng.random() < 0.5 and plan.short_name not in prefix
            place = plan.short_name if with_town else ""
            brand = self.rng.choice(BRAND_FIRST) + self.rng.choice(BRAND_SECOND)
            name = f"{prefix}{place}{brand}{self.trades[trade]['wording']}有限公司"
            if name not in self.used:
                self.used.add(name)
                return name

    def _unused_code(self, region: str) -> str:
        while (code := credit_code(self.rng, region)) in self.used:
            pass
        self.used.add(code)
        return code

    def _filing_status(self, status: str) -> str:
        if status in CLOSED:
            return self.rng.choice(FILINGS_WHEN_CLOSED)
        return "not_filed" if status == "not_operating" else "approved"

    def _resumed_on(self, status: str) -> date | None:
        if status not in ("full", "partial", "suspended"):
            return None
        days = (REPORTED_ON - FIRST_RESUMED_ON).days
        # Most came back in the first days; the smaller of two draws leans that way.
        return FIRST_RESUMED_ON + timedelta(days=min(self.rng.randint(0, days) for _ in range(2)))

    def _planned_on(self, status: str) -> date | None:
        if status not in CLOSED:
            return None
        return REPORTED_ON + timedelta(days=self.rng.randint(1, 10))

    def _remark(self, status: str) -> str | None:
        if status in CLOSED:
            return self.rng.choice(REMARKS_WHEN_CLOSED)
        if status == "partial" and self.rng.random() < 0.3:
            return self.rng.choice(REMARKS_WHEN_PARTIAL)
        return None
