"""A fault that nobody foresaw: a reference for the reader, the trace for the log."""

import logging
import uuid

import streamlit as st

log = logging.getLogger("phm.pages")


def report(fault: Exception) -> bool:
    """Log an unforeseen fault under a reference and show the reference alone."""
    reference = uuid.uuid4().hex[:8]
    log.error("Fault %s", reference, exc_info=fault)
    st.error(
        f"Something went wrong that is not your doing (reference {reference}). Try "
        "again; if it happens again, give this reference to whoever runs the app.",
        title="This page could not be shown",
    )
    return True
