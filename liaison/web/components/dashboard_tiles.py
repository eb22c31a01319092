"""The six figures of the dashboard and the lists behind each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.indicators import Figures
from liaison.domain.roles import Action, Actor, may
from liaison.domain.vocabulary import RESUMED, Status
from liaison.locales import Words
from liaison.web.components.enterprise_filters import query_of
from liaison.web.components.figure_tiles import FigureTile, TileLink

LIST, PAIRING = "pages/enterprises.py", "pages/pairing.py"
NOT_YET = tuple(
    status for status in Status if status not in RESUMED and status is not Status.NOT_OPERATING
)


def dashboard_tiles(
    actor: Actor, now: Figures, overdue: int, within: EnterpriseFilter, language: Words
) -> list[FigureTile]:
    """The tiles of an area; `overdue` counts its late measures, `within` is its filter."""

    def count(key: str) -> int:
        return int(now[key].numerator)

    def link(key: str, number: int, narrowed: EnterpriseFilter, **more: str) -> TileLink:
        text = language(f"dashboard.links.{key}", count=f"{number:,}")
        return TileLink(text, LIST, query_of(narrowed) | more)

    away = count("employees") - count("employees_on_duty")
    return [
        FigureTile(
            "resumption_rate",
            (
                link("resumed", count("resumed"), replace(within, statuses=RESUMED)),
                link("not_yet", count("due") - count("resumed"), replace(within, statuses=NOT_YET)),
            ),
        ),
        FigureTile("staff_return_rate", (link("away", away, within, sort="returning"),)),
        FigureTile("pair_coverage", (_gaps(actor, link, count("unpaired"), within),)),
        FigureTile(
            "measures_delivered",
            (link("overdue", overdue, replace(within, chip="overdue"), sort="urgency"),),
        ),
        FigureTile(
            "on_time_rate",
            (link("requests", count("requests_open"), replace(within, chip="requests")),),
        ),
        FigureTile(
            "contact_rhythm",
            (link("to_visit", 0, replace(within, chip="to_visit"), sort="contacted"),),
        ),
    ]


def without_lists(tiles: Sequence[FigureTile]) -> list[FigureTile]:
    """The tiles of a past day, of which no lists were kept."""
    return [replace(tile, links=()) for tile in tiles]


def _gaps(
    actor: Actor, link: Callable[..., TileLink], number: int, within: EnterpriseFilter
) -> TileLink:
    """The gaps are filled where pairs are made, by whoever may make them."""
    listed = link("unpaired", number, replace(within, chip="unpaired"))
    return replace(listed, page=PAIRING, query={}) if may(actor, Action.PAIR) else listed
