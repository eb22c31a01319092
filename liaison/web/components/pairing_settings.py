"""What a pairing plan is asked to do: for whom, how far, and by which of the two policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.pairing import ROLES
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.services.pairing import Weights

Policy = Literal["balance", "stability"]

# The weights behind the five places of each slider.
PLACES: dict[Policy, tuple[int, ...]] = {
    "balance": (0, 15, 50, 200, 1_000),
    "stability": (100_000, 10_000, 2_000, 500, 0),
}
_MODES = ("fill", "rebalance")
_BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettings:
    """What a plan is asked to do; `area_code` None is the whole city, `chosen` a part of it."""

    area_code: str | None
    chosen: EnterpriseFilter | None = None
    roles: tuple[LiaisonRole, ...]
    is_rebalance: bool
    weights: Weights


def ask_scope(
    area_code: str | None, chosen: EnterpriseFilter | None, language: Words
) -> PlanSettings:
    """Whom to pair and how far, with the policies as their sliders stand."""
    with st.container(horizontal=True, key="pairing-scope"):
        mode = st.segmented_control(
            language("pairing_page.plan.mode"),
            _MODES,
            default=_MODES[0],
            required=True,
            format_func=lambda each: language(f"pairing_page.plan.mode_{each}"),
            help=language("pairing_page.plan.mode_hint"),
            key="pairing-mode",
        )
        asked = st.segmented_control(
            language("pairing_page.plan.roles"),
            [_BOTH, *ROLES],
            default=_BOTH,
            required=True,
            format_func=lambda each: _role_text(each, language),
            key="pairing-roles",
        )
    roles = ROLES if asked in (None, _BOTH) else (LiaisonRole(str(asked)),)
    return PlanSettings(
        area_code=area_code,
        chosen=chosen,
        roles=roles,
        is_rebalance=mode == "rebalance",
        weights=Weights(),
    )


def _role_text(role: str, language: Words) -> str:
    return (
        language("pairing_page.plan.roles_both") if role == _BOTH else language.label("role", role)
    )


def ask_policy(policy: Policy, language: Words, *, weight: int, disabled: bool = False) -> int:
    """The weight that the slider stands at, at first the place nearest to `weight`."""
    first = min(range(len(PLACES[policy])), key=lambda place: abs(PLACES[policy][place] - weight))
    place = st.select_slider(
        language(f"pairing_page.plan.{policy}"),
        range(len(PLACES[policy])),
        value=first,
        format_func=lambda place: place_label(policy, place, language),
        help=language(f"pairing_page.plan.{policy}_hint"),
        disabled=disabled,
        key=f"pairing-{policy}",
    )
    return PLACES[policy][int(place)]


def place_label(policy: Policy, place: int, language: Words) -> str:
    return language(f"pairing_page.plan.{policy}_{place}")
