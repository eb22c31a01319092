"""The 48 project officers and 46 commissioners of the demonstration city."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from invented import TownPlan, mobile_number, person_name

OFFICERS = {"吴兴区": 12, "南浔区": 9, "德清县": 8, "长兴县": 9, "安吉县": 6, "南太湖新区": 4}
COMMISSIONERS = {"吴兴区": 11, "南浔区": 9, "德清县": 8, "长兴县": 8, "安吉县": 6, "南太湖新区": 4}
CAPACITY_PER_ENTERPRISE = 1.2
OFFICER_POSITIONS = ("社区民警", "警长", "副所长", "治安民警", "教导员")
COMMISSIONER_POSITIONS = ("科员", "一级科员", "四级主任科员", "副科长", "科长")
DEPARTMENTS = ("经济和信息化局", "发展和改革局", "商务局", "市场监督管理局", "人力资源和社会保障局")
AWAY_EVERY = 19


@dataclass(frozen=True, slots=True)
class Liaison:
    """A project officer or commissioner as a roster lists them."""

    staff_no: str
    name: str
    unit: str
    position: str
    county: str
    town: str | None
    grid: str | None
    phone: str
    capacity: int
    status: str


class Staff:
    """Invents people from one seed, and never the same name twice."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)  # noqa: S311 (nothing secret, and it must repeat)
        self.names: set[str] = set()

    def officers(self, plans: list[TownPlan]) -> Iterator[Liaison]:
        """Officers from the stations of the towns, the last of each county from its bureau."""
        for number, (sheet, post, capacity) in enumerate(_posts(plans, OFFICERS), start=1):
            grid = post.grids[number % len(post.grids)] if post and number % 3 else None
            yield Liaison(
                staff_no=f"03{self.rng.randint(0, 9)}{number * 7:03d}",
                name=self._name(),
                unit=f"{post.short_name}派出所" if post else f"{sheet}公安分局",
                position=OFFICER_POSITIONS[number % len(OFFICER_POSITIONS)],
                county=sheet,
                town=post.town if post else None,
                grid=grid,
                phone=mobile_number(self.rng),
                capacity=capacity,
                status="离岗" if number % AWAY_EVERY == 0 else "在岗",
            )

    def commissioners(self, plans: list[TownPlan]) -> Iterator[Liaison]:
        """Commissioners from town offices, the last of each county from one of its departments."""
        for number, (sheet, post, capacity) in enumerate(_posts(plans, COMMISSIONERS), start=1):
            yield Liaison(
                staff_no=f"{number:04d}",
                name=self._name(),
                unit=_town_office(post) if post else _department(sheet, number),
                position=COMMISSIONER_POSITIONS[number % len(COMMISSIONER_POSITIONS)],
                county=sheet,
                town=post.town if post else None,
                grid=None,
                phone=mobile_number(self.rng),
                capacity=capacity,
                status="离岗" if number % AWAY_EVERY == 0 else "在岗",
            )

    def _name(self) -> str:
        while (name := person_name(self.rng)) in self.names:
            pass
        self.names.add(name)
        return name


def _posts(
    plans: list[TownPlan], staff: dict[str, int]
) -> Iterator[tuple[str, TownPlan | None, int]]:
    """County, town (None for the whole county) and capacity of every post, busiest towns first."""
    for sheet, count in staff.items():
        towns = [plan for plan in plans if plan.sheet == sheet]
        demand = sum(plan.enterprises for plan in towns)
        posts: list[TownPlan | None] = []
        for _ in range(count - 1):
            posts.append(max(towns, key=lambda plan: plan.enterprises / (posts.count(plan) + 1)))
        posts.append(None)
        yield from zip([sheet] * count, posts, _capacities(demand, count), strict=True)


def _capacities(demand: int, count: int) -> list[int]:
    """Uneven capacities whose sum is the demand with the margin on top."""
    total = round(demand * CAPACITY_PER_ENTERPRISE)
    even = [total // count + (place < total % count) for place in range(count)]
    for place in range(0, count - 1, 2):
        step = 2 + place % 5
        even[place] += step
        even[place + 1] -= step
    return even


def _town_office(plan: TownPlan) -> str:
    return f"{plan.town}{'办事处' if plan.town.endswith('街道') else '人民政府'}"


def _department(sheet: str, number: int) -> str:
    return f"{sheet}{DEPARTMENTS[number % len(DEPARTMENTS)]}"
