"""Entry point of `streamlit run`: the server around `dashboard/app.py`.

It holds nothing else on purpose: beside a folder called `pages/`, an ordinary entry script would let deep links run a
page without the frame.
"""

import streamlit as st

from dashboard.server import MIDDLEWARE, ROUTES, lifespan, show_error

app = st.App("dashboard/app.py", routes=ROUTES, middleware=MIDDLEWARE, lifespan=lifespan, on_script_error=show_error)
