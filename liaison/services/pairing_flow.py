"""The pairing as a minimum-cost flow: enterprises flow through places to people.

    demand → its grid's posts, its town, its county, everywhere → posts → people → sink
    demand → its incumbent, cheaper by the stability bonus
    demand → sink, dearer than any person: a gap

A post is all people of one place. The k-th enterprise of a person costs balance × (2k − 1), which
adds up to balance × load², so loads are even. Every demand can always reach the sink, so the
solver never has to be asked whether there was room.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from liaison.domain.pairing import TIER_COSTS, Place, Tier, same_grid, tier_between
from liaison.domain.pairing_question import Allocation, Question

Integers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
# What a post is reached through, from near to far.
_POOLS = {"town": Tier.TOWN, "county": Tier.COUNTY, "city": Tier.ELSEWHERE}


def allocate(question: Question) -> list[Allocation]:
    """The cheapest allocation, by demand and person; what is missing of a demand is a gap.

    The seats offered to a person start at twice the mean and double while somebody fills them
    all: a limit that does not bind leaves the optimum as it is, and arcs stay few.
    """
    if not question.size or not question.people:
        return []
    rooms, held = _rooms(question), _held(question)
    first = 2 * -(-question.size // len(question.people)) + 8
    seats = [min(room, max(first, have)) for room, have in zip(rooms, held, strict=True)]
    while True:
        allocations, taken = _solve(question, seats, rooms, held)
        tight = [n for n, room in enumerate(rooms) if taken[n] >= seats[n] < room]
        if not tight:
            return allocations
        for n in tight:
            seats[n] = min(rooms[n], 2 * seats[n])


def _rooms(question: Question) -> list[int]:
    """How many of the enterprises each person may have; all of them where there is no limit."""
    return [
        question.size
        if person.capacity is None
        else min(question.size, max(0, person.capacity - question.standing[person.id]))
        for person in question.people
    ]


def _held(question: Question) -> list[int]:
    """How many of the enterprises asked about each person has now."""
    return [person.load - question.standing[person.id] for person in question.people]


@dataclass(slots=True)
class _Network:
    """Nodes by name, numbered so that every arc leads to a higher number."""

    nodes: dict[Hashable, int] = field(default_factory=dict)
    arcs: list[tuple[int, int, int, int]] = field(default_factory=list)

    def add(self, node: Hashable) -> int:
        return self.nodes.setdefault(node, len(self.nodes))

    def connect(self, tail: int, head: Hashable, capacity: int, cost: int) -> None:
        """An arc to a node by name, none where nothing is called so."""
        number = self.nodes.get(head)
        if number is not None:
            self.arcs.append((tail, number, capacity, cost))


@dataclass(frozen=True, slots=True)
class _Prices:
    """What keeps the wishes in order: any seat, then a seat above the limit, then a gap.

    Nobody gets more seats above the limit than they fill now, whoever sits on them. So what is
    allowed after a run was allowed before it, and as costs are multiplied by `scale` so that of
    equally cheap answers the one with fewer moves wins, a second run moves nobody.
    """

    scale: int
    bonus: int
    over: int
    gap: int


def _prices(question: Question, seats: Sequence[int], overflow: Sequence[int]) -> _Prices:
    most = max(
        question.standing[person.id] + seats[n] + overflow[n]
        for n, person in enumerate(question.people)
    )
    over = 2 * (TIER_COSTS[Tier.ELSEWHERE] + 2 * question.balance * most)
    if not any(overflow) and all(question.keeper(demand) is None for demand in question.demands):
        return _Prices(1, 0, over, 2 * over)
    # No move gains as much as 2 × over, so a greater bonus forbids no more than this one does.
    scale, bonus = question.size + 1, min(question.stability, 2 * over + 1)
    return _Prices(scale, scale * bonus + 1, scale * over, scale * (2 * over + bonus + 1))


def _solve(
    question: Question, seats: Sequence[int], rooms: Sequence[int], held: Sequence[int]
) -> tuple[list[Allocation], list[int]]:
    """The allocations within the seats, and how many of its seats each person's share takes."""
    overflow = [max(0, have - room) for have, room in zip(held, rooms, strict=True)]
    prices = _prices(question, seats, overflow)
    network = _places(question, prices)
    sink = network.add("sink")
    inner = np.array(network.arcs, dtype=np.int64).reshape(-1, 4)
    arcs = [inner, *_seat_arcs(question, network, prices, seats, overflow)]
    supplies = np.zeros(len(network.nodes), dtype=np.int64)
    supplies[: len(question.demands)] = [len(demand.enterprise_ids) for demand in question.demands]
    supplies[sink] = -question.size
    flows = _flows(np.concatenate(arcs), supplies)[: len(inner)]
    allocations = _trace(question, network, inner, flows)
    people = network.nodes[("person", 0)]
    taken = np.zeros(len(supplies), dtype=np.int64)
    np.add.at(taken, inner[:, 1], flows)
    return allocations, taken[people : people + len(question.people)].tolist()


def _places(question: Question, prices: _Prices) -> _Network:
    """Everything but the arcs to the sink: demands, pools, posts and people."""
    network = _Network()
    for number in range(len(question.demands)):
        network.add(("demand", number))
    posts = sorted({person.place for person in question.people}, key=_sortable)
    for pool in _POOLS:
        for post in posts:
            if (name := _pool(pool, post)) is not None:
                network.add(name)
    for post in posts:
        network.add(("post", post))
    for number in range(len(question.people)):
        network.add(("person", number))
    _connect_demands(question, network, posts, prices)
    _connect_people(question, network, posts)
    return network


def _sortable(place: Place) -> tuple[tuple[bool, str], ...]:
    return tuple((part is not None, part or "") for part in place)


def _pool(kind: str, place: Place) -> Hashable | None:
    if kind == "city":
        return kind
    code = place.town if kind == "town" else place.county
    return None if code is None else (kind, code)


def _connect_demands(
    question: Question, network: _Network, posts: Sequence[Place], prices: _Prices
) -> None:
    by_grid = defaultdict(list)
    for post in posts:
        by_grid[post.grid].append(post)
    for number, demand in enumerate(question.demands):
        size, keeper = len(demand.enterprise_ids), question.keeper(demand)
        if keeper is not None:
            tier = tier_between(demand.place, question.people[keeper].place)
            cost = prices.scale * TIER_COSTS[tier] - prices.bonus
            network.connect(number, ("person", keeper), size, cost)
        for post in by_grid[demand.place.grid]:
            if same_grid(demand.place, post):
                network.connect(number, ("post", post), size, 0)
        for kind, tier in _POOLS.items():
            pool = _pool(kind, demand.place)
            network.connect(number, pool, size, prices.scale * TIER_COSTS[tier])


def _connect_people(question: Question, network: _Network, posts: Sequence[Place]) -> None:
    everyone = question.size
    for post in posts:
        for kind in _POOLS:
            if (pool := _pool(kind, post)) is not None:
                network.connect(network.nodes[pool], ("post", post), everyone, 0)
    for number, person in enumerate(question.people):
        network.connect(network.nodes[("post", person.place)], ("person", number), everyone, 0)


def _seat_arcs(
    question: Question,
    network: _Network,
    prices: _Prices,
    seats: Sequence[int],
    overflow: Sequence[int],
) -> list[Integers]:
    """One arc a seat, dearer with every enterprise the person has; then one gap arc a demand."""
    standing = [question.standing[person.id] for person in question.people]
    weight = prices.scale * question.balance
    people, sink = network.nodes[("person", 0)], network.nodes["sink"]
    above = [have + seat for have, seat in zip(standing, seats, strict=True)]
    gaps = np.zeros((len(question.demands), 4), dtype=np.int64)
    gaps[:, 0] = np.arange(len(question.demands))
    gaps[:, 1], gaps[:, 3] = sink, prices.gap
    gaps[:, 2] = [
        len(demand.enterprise_ids) if question.keeper(demand) is None else 0
        for demand in question.demands
    ]
    return [
        _unit_arcs(people, sink, standing, seats, weight, 0),
        _unit_arcs(people, sink, above, overflow, weight, prices.over),
        gaps,
    ]


def _unit_arcs(
    first_node: int,
    sink: int,
    standing: Sequence[int],
    seats: Sequence[int],
    weight: int,
    surcharge: int,
) -> Integers:
    """For each person as many arcs as seats, the k-th enterprise costing weight × (2k − 1)."""
    counts = np.array(seats, dtype=np.int64)
    owner = np.repeat(np.arange(len(counts)), counts)
    starts = np.cumsum(counts) - counts
    k = np.arange(len(owner)) - starts[owner] + np.array(standing, dtype=np.int64)[owner] + 1
    ones = np.ones(len(owner), dtype=np.int64)
    columns = (owner + first_node, ones * sink, ones, weight * (2 * k - 1) + surcharge)
    return np.column_stack(columns)


def _flows(arcs: Integers, supplies: Integers) -> Integers:
    solver = SimpleMinCostFlow()
    tails, heads, capacities, costs = np.ascontiguousarray(arcs.T)
    numbers = solver.add_arcs_with_capacity_and_unit_cost(tails, heads, capacities, costs)
    solver.set_nodes_supplies(np.arange(len(supplies)), supplies)
    status = solver.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise RuntimeError(f"the pairing flow ended as {status}")
    return np.asarray(solver.flows(numbers), dtype=np.int64)


def _trace(
    question: Question, network: _Network, arcs: Integers, flows: Integers
) -> list[Allocation]:
    """Follow the flow from the demands to the people, node by node in their order."""
    waiting: dict[int, deque[tuple[int, int]]] = defaultdict(deque)
    for number, demand in enumerate(question.demands):
        waiting[number].append((number, len(demand.enterprise_ids)))
    used = np.flatnonzero(flows)
    for arc in used[np.argsort(arcs[used, 0], kind="stable")].tolist():
        tail, head = arcs[arc, :2].tolist()
        _move(waiting[tail], waiting[head], int(flows[arc]))
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for person in range(len(question.people)):
        for demand_number, count in waiting[network.nodes[("person", person)]]:
            counts[demand_number, person] += count
    return [Allocation(*key, count) for key, count in sorted(counts.items())]


def _move(source: deque[tuple[int, int]], target: deque[tuple[int, int]], count: int) -> None:
    while count:
        number, there = source.popleft()
        moved = min(there, count)
        target.append((number, moved))
        if there > moved:
            source.appendleft((number, there - moved))
        count -= moved
