"""The app: `streamlit run streamlit_app.py`, or `liaison serve`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from liaison.web.messages import breakdown
from liaison.web.middleware import Gate, SecurityHeaders
from liaison.web.routes import routes
from liaison.web.session import report
from liaison.web.startup import lifespan

app = st.App(
    Path(__file__).resolve().parent / "liaison" / "web" / "app.py",
    routes=routes(),
    middleware=[Middleware(SecurityHeaders), Middleware(Gate)],
    lifespan=lifespan,
    on_script_error=report,
    exception_handlers={Exception: breakdown},
)
