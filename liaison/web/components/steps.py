"""Steps in one line: where one is, and the way back to those that are done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

import streamlit as st

Step = TypeVar("Step", bound=str)


def show_steps(
    steps: Sequence[Step],
    labels: Sequence[str],
    current: Step,
    *,
    open_steps: Collection[Step],
    go: Callable[[Step], None],
    key: str,
) -> None:
    """Show the steps as buttons; only the open ones can be pressed."""
    with st.container(key=f"steps-{key}", horizontal=True, gap="small"):
        for number, (step, label) in enumerate(zip(steps, labels, strict=True), start=1):
            st.button(
                f"{number} {label}",
                key=f"{key}-step-{step}",
                type="primary" if step == current else "tertiary",
                disabled=step != current and step not in open_steps,
                on_click=go,
                args=(step,),
            )
