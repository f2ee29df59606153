"""What a load counted, and what would change: it stays until the next one."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from pages.ui import layout, show
from pages.ui.bringing import changed
from pages.ui.context import Here
from phm_core.catalogue.contents import Catalogue
from phm_core.errors import several
from phm_core.onboarding.loading.difference import Difference, Limits
from phm_core.onboarding.loading.report import Counted, MapReport, Report
from phm_core.onboarding.loading.wish import Wish

OUTCOME = "_outcome"


@dataclass(frozen=True)
class Outcome:
    """What came of a wish. made: the snapshot; None where it was only tried.

    change: what would be different from what runs, of a load that was tried.
    """

    wish: Wish
    report: Report
    made: Path | None = None
    change: Difference | None = None


def told(here: Here, wish: Wish | None) -> Outcome | None:
    """Draw the last outcome, if there is one; wish: what would be loaded now."""
    found: Outcome | None = st.session_state.get(OUTCOME)
    if found is None:
        return None
    layout.heading("What was loaded" if found.made else "What a load would do")
    link = found.report.linkage
    people, rows = several(link.people, "person", "people"), several(link.rows, "row")
    people = f"{people} from {rows} about people"
    if found.made:
        st.success(
            f"{people} went into the snapshot '{found.made.name}'. "
            f"{_next(here, found)}",
            title="Loaded",
            icon=":material/verified:",
        )
    else:
        st.info(
            f"{people}. Nothing was kept.", title="Tried", icon=":material/science:"
        )
    if wish is not None and _asked(wish) != _asked(found.wish):
        st.warning(
            "Something above was changed since. Try again to see what it does.",
            icon=":material/sync_problem:",
        )
    _counted(found.report, here.house.catalogue)
    if found.change is not None:
        with layout.details("What would change against the records that run"):
            changed.table(here, found.change)
            limits = Limits.of(here.house.catalogue)
            for line in found.change.unusual(limits):
                st.markdown(f"- More changes than is usual: {line}.")
    return found


def _next(here: Here, found: Outcome) -> str:
    if found.made == here.house.snapshot.path:
        return "The app runs on it."
    return "The app does not run on it yet: compare it and choose it below."


def _asked(wish: Wish) -> tuple[object, ...]:
    """What decides what a load does, besides the area."""
    people = wish.synthetic, wish.practice, wish.lists
    return wish.mapping, wish.as_at, wish.since, wish.deltas_follow, people


def _counted(report: Report, catalogue: Catalogue) -> None:
    """Rows of each source, where they went, why not all, and all that was counted."""
    into = [_into(one, catalogue) for one in report.maps]
    st.table(
        {
            "Rows from": [one.source for one in report.maps],
            "Into": into,
            "Rows": [f"{one.rows:,}" for one in report.maps],
            "Kept": [f"{one.kept:,}" for one in report.maps],
        },
        hide_index=True,
    )
    aside = [
        f"- {one.source} into {title}: {_why(one)}"
        for one, title in zip(report.maps, into, strict=True)
        if _why(one)
    ]
    if aside:
        st.markdown("\n".join(["**Rows that were not kept**", "", *aside]))
    if report.notes:
        notes = (f"- {show.written(note)}" for note in report.notes)
        st.markdown("\n".join(["**To know**", "", *notes]))
    with layout.details("Everything that was counted, with a row to look at"):
        lines = (f"- {show.written(line)}" for line in report.sentences())
        st.markdown("\n".join(lines))


def _into(one: MapReport, catalogue: Catalogue) -> str:
    title = catalogue.intake[one.into].title
    return f"{title} ({one.which})" if one.which else title


def _why(one: MapReport) -> str:
    """Why rows were set aside, the most first."""
    aside = sorted((each for each in one.counted if each.fate), key=lambda c: -c.rows)
    return show.written("; ".join(f"{each.rows:,} {_short(each)}" for each in aside))


def _short(each: Counted) -> str:
    return each.what.removesuffix(", set aside")
