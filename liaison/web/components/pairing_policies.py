"""What each place of a slider costs, worked out where that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt

import streamlit as st

from liaison.domain.pairing import STABILITY, Tier
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.locales.change_words import moment_text
from liaison.services.pairing import Weights
from liaison.services.pairing_policy import PolicyOutcome, city_balance, compare_policies
from liaison.store.database import Database
from liaison.web.components.pairing_settings import (
    PLACES,
    PlanSettings,
    Policy,
    ask_policy,
    place_label,
)
from liaison.web.templating import render

_NOTHING = "—"
_NEAR = (Tier.GRID, Tier.TOWN)


@dataclass(frozen=True, slots=True)
class Costs:
    """What the places of a slider come to; `basis` are the settings without that slider's own."""

    basis: PlanSettings
    outcomes: Sequence[PolicyOutcome]
    at: datetime


def ask_policies(
    actor: Actor, db: Database, settings: PlanSettings, language: Words
) -> PlanSettings:
    """The two sliders, each with what its places cost; the settings with where they stand."""
    left, right = st.columns(2, gap="large")
    with left:
        balance = ask_policy("balance", language, weight=city_balance(actor, db))
    with right:
        is_fixed = not settings.is_rebalance
        stability = ask_policy("stability", language, weight=STABILITY, disabled=is_fixed)
    settings = replace(settings, weights=Weights(balance=balance, stability=stability))
    with left:
        _offer_costs(actor, db, settings, "balance", language)
    if settings.is_rebalance:
        with right:
            _offer_costs(actor, db, settings, "stability", language)
    return settings


def forget_costs() -> None:
    """The city is another by now."""
    for policy in PLACES:
        st.session_state.pop(_key(policy), None)


def _key(policy: Policy) -> str:
    return f"pairing-costs-{policy}"


def _with_weight(settings: PlanSettings, policy: Policy, weight: int) -> PlanSettings:
    weights = settings.weights
    balance = weight if policy == "balance" else weights.balance
    stability = weight if policy == "stability" else weights.stability
    return replace(settings, weights=Weights(balance=balance, stability=stability))


def _offer_costs(
    actor: Actor, db: Database, settings: PlanSettings, policy: Policy, language: Words
) -> None:
    basis = _with_weight(settings, policy, 0)
    costs: Costs | None = st.session_state.get(_key(policy))
    if costs is not None and costs.basis == basis:
        _show_costs(costs, settings, policy, language)
    if st.button(
        language(f"pairing_page.costs.{'again' if costs and costs.basis == basis else policy}"),
        icon=":material/compare_arrows:",
        type="tertiary",
        key=f"{_key(policy)}-ask",
    ):
        outcomes = _work_out(actor, db, basis, policy, language)
        st.session_state[_key(policy)] = Costs(basis, outcomes, db.now())
        st.rerun()


def _work_out(
    actor: Actor, db: Database, basis: PlanSettings, policy: Policy, language: Words
) -> list[PolicyOutcome]:
    """Place by place, so that the reader sees how far it is and others get their turn."""
    places = PLACES[policy]
    bar = st.progress(0.0)
    outcomes = []
    for number, weight in enumerate(places):
        text = language("pairing_page.costs.working", number=number + 1, total=len(places))
        bar.progress(number / len(places), text)
        asked = _with_weight(basis, policy, weight)
        outcomes += compare_policies(
            actor,
            db,
            [asked.weights],
            roles=asked.roles,
            rebalance=asked.is_rebalance,
            area_code=asked.area_code,
            filters=asked.chosen,
        )
    return outcomes


def _show_costs(costs: Costs, settings: PlanSettings, policy: Policy, language: Words) -> None:
    columns = ["near", "most", "spread"]
    columns += [
        name for name in ("moved", "gaps") if any(getattr(each, name) for each in costs.outcomes)
    ]
    rows = [
        (place_label(policy, place, language), [_cell(each, name) for name in columns])
        for place, each in enumerate(costs.outcomes)
    ]
    own = settings.weights.balance if policy == "balance" else settings.weights.stability
    headings = [language(f"pairing_page.costs.{name}") for name in ("place", *columns)]
    present = PLACES[policy].index(own)
    st.html(
        render("policy_costs.html", language, headings=headings, rows=rows, present=present),
    )
    explained = [language(f"pairing_page.costs.{name}_means") for name in columns]
    at = language("pairing_page.costs.at", at=moment_text(costs.at))
    st.caption(language("pairing_page.costs.between").join([*explained, at]))


def _cell(outcome: PolicyOutcome, name: str) -> str:
    if name == "near":
        total = sum(outcome.tiers.values())
        near = sum(outcome.tiers.get(tier, 0) for tier in _NEAR)
        return f"{near / total:.1%}" if total else _NOTHING
    if name == "most":
        return f"{outcome.load.max:,}"
    if name == "spread":
        return f"±{sqrt(outcome.load.variance):.1f}"
    return f"{getattr(outcome, name):,}"
