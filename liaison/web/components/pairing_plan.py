"""A pairing plan on the page: how it is asked for, kept, and applied."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from liaison.domain.errors import StalePlan
from liaison.domain.pairing import PairingProposal
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.locales.sentences import error_sentence
from liaison.services.pairing import apply_pairs, propose_pairs
from liaison.store.database import Database
from liaison.web.components.saving import notify

# The weights behind the five places of each slider; the middle ones are the defaults.
_BALANCES = (0, 15, 50, 200, 1_000)
_STABILITIES = (100_000, 10_000, 2_000, 500, 0)
_MIDDLE = 2
_MODES = ("fill", "rebalance")
_KEY = "pairing-plan"


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """What a plan is asked to do."""

    is_rebalance: bool
    balance: int
    stability: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal with the settings that it was made by; `warning` says why it was made again."""

    settings: PlanSettings
    proposal: PairingProposal
    warning: str = ""


def ask_settings(language: Words) -> PlanSettings:
    """Two sliders and the choice between filling gaps and rebalancing all."""
    mode = st.segmented_control(
        language("pairing_page.plan.mode"),
        _MODES,
        default=_MODES[0],
        required=True,
        format_func=lambda each: language(f"pairing_page.plan.mode_{each}"),
        help=language("pairing_page.plan.mode_hint"),
        key="pairing-mode",
    )
    left, right = st.columns(2, gap="large")
    is_rebalance = mode == "rebalance"
    with left:
        balance = _slider("balance", language)
    with right:
        stability = _slider("stability", language, disabled=not is_rebalance)
    return PlanSettings(is_rebalance, _BALANCES[balance], _STABILITIES[stability])


def _slider(name: str, language: Words, *, disabled: bool = False) -> int:
    return int(
        st.select_slider(
            language(f"pairing_page.plan.{name}"),
            range(len(_BALANCES)),
            value=_MIDDLE,
            format_func=lambda place: language(f"pairing_page.plan.{name}_{place}"),
            help=language(f"pairing_page.plan.{name}_hint"),
            disabled=disabled,
            key=f"pairing-{name}",
        )
    )


def current_plan(
    actor: Actor, db: Database, settings: PlanSettings, language: Words
) -> Plan | None:
    """The plan that was asked for, made again where the settings are others by now."""
    plan: Plan | None = st.session_state.get(_KEY)
    if plan is None or plan.settings == settings:
        return plan
    return make_plan(actor, db, settings, language)


def make_plan(
    actor: Actor, db: Database, settings: PlanSettings, language: Words, warning: str = ""
) -> Plan:
    """Work out a plan and keep it."""
    with st.spinner(language("pairing_page.plan.making")):
        proposal = propose_pairs(
            actor,
            db,
            rebalance=settings.is_rebalance,
            balance=settings.balance,
            stability=settings.stability,
        )
    plan = Plan(settings, proposal, warning)
    st.session_state[_KEY] = plan
    return plan


def drop_plan() -> None:
    st.session_state.pop(_KEY, None)


def apply_plan(actor: Actor, db: Database, plan: Plan, language: Words) -> None:
    """Write the plan; where it no longer holds, make it again and say why."""
    try:
        outcome = apply_pairs(actor, db, plan.proposal)
    except StalePlan as error:
        reason = error_sentence(error, language)
        warning = language("pairing_page.plan.stale", reason=reason)
        make_plan(actor, db, plan.settings, language, warning)
    else:
        drop_plan()
        notify(
            language(
                "pairing_page.plan.applied",
                started=f"{outcome.started:,}",
                ended=f"{outcome.ended:,}",
            )
        )
