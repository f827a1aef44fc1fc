"""The launcher: `uvicorn app:app`, or `streamlit run app.py`. Everything else is behind the sign-in gate."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

HERE = Path(__file__).resolve().parent
for folder in (HERE, HERE / "pages"):
    # Screens are run with pages/ as their import root; the launcher shares it, so that both see one office.
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from _http.lifespan import lifespan  # noqa: E402  (after the import root is set)
from _http.middleware import MIDDLEWARE  # noqa: E402
from _http.routes import ROUTES  # noqa: E402

app = st.App(HERE / "pages" / "_shell.py", routes=ROUTES, middleware=MIDDLEWARE, lifespan=lifespan)
