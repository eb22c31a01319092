"""The lock on the service doors: which action each service is, checked before it runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from liaison.domain.roles import Action, Actor, require

P = ParamSpec("P")
R = TypeVar("R")


def requires(
    action: Action,
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Guard a service by an action of its actor; a test finds the services without a guard."""

    def guard(service: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
        @wraps(service)
        def guarded(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            require(actor, action)
            return service(actor, *args, **kwargs)

        guarded.__action__ = action  # type: ignore[attr-defined] # read by the guard test
        return guarded

    return guard


def open_to_all(service: Callable[P, R]) -> Callable[P, R]:
    """Mark a service that needs no actor, such as signing in; its docstring says why."""
    service.__action__ = None  # type: ignore[attr-defined] # read by the guard test
    return service
