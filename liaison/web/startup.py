"""What happens before the first request: the database is made ready, the way in is printed."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import click
import streamlit as st
from starlette.concurrency import run_in_threadpool
from streamlit.runtime.pages_manager import PagesManager

from liaison.domain.roles import OPERATOR
from liaison.locales import LANGUAGES, words
from liaison.services.accounts import awaits_administrator, setup_token
from liaison.services.daily import close_the_day, seconds_to_midnight
from liaison.services.setup import initialise
from liaison.web.settings import database

# Python's own are 700, 10 and 10.
_COLLECTED_AFTER = (700, 10, 500)

_log = logging.getLogger("liaison")


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    # Streamlit takes a folder named pages for its older kind of app until st.navigation runs
    # once, and would run a page without our frame around it for the first visitor.
    PagesManager.uses_pages_directory = False
    await run_in_threadpool(prepare)
    _collect_seldom()
    days = asyncio.create_task(_close_every_day())
    try:
        yield
    finally:
        days.cancel()


def _collect_seldom() -> None:
    """Keep the collector from holding everybody up.

    What is loaded by now stays, so it need not be looked through again. Looking for cycles through
    all of memory stops the server for a third of a second; by Python's own measure that came every
    four seconds with 200 sessions at work, and one rerun in twenty waited for it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AFTER)


async def _close_every_day() -> None:
    """At the start for the days that were missed, then at each midnight of the city."""
    while True:
        closing = run_in_threadpool(close_the_day, OPERATOR, database())
        (failure,) = await asyncio.gather(closing, return_exceptions=True)
        if isinstance(failure, Exception):  # tomorrow makes good what failed today
            _log.error("closing the day failed", exc_info=failure)
        await asyncio.sleep(seconds_to_midnight(OPERATOR, database()) + 1)


def prepare() -> None:
    """Bring the database up to date; without an administrator, print where to make one."""
    initialise(OPERATOR, database())
    if not awaits_administrator(database()):
        return
    address = f"{_origin()}/setup/{setup_token(OPERATOR, database())}"
    for language in LANGUAGES:
        click.echo(words(language)("web_frame.terminal.setup", address=address))


def _origin() -> str:
    host = st.get_option("server.address") or "localhost"
    return f"http://{host}:{st.get_option('server.port')}"
