"""Start of the app: `streamlit run app.py`."""

import streamlit as st
from starlette.middleware import Middleware

from pages.ui.deep_link import DeepLink
from pages.ui.headers import SecurityHeaders
from pages.ui.no_delay import NoDelay
from pages.ui.origin import OriginRequired
from pages.ui.shell_errors import report
from pages.ui.start_page import ROUTE

app = st.App(
    "pages/ui/shell.py",
    routes=[ROUTE],
    middleware=[
        Middleware(OriginRequired),
        Middleware(NoDelay),
        Middleware(SecurityHeaders),
        Middleware(DeepLink),
    ],
    on_script_error=report,
)
