"""The screens as data: what is built, where it stands in the menu, who may open it."""

from collections.abc import Iterator

from pages.ui.data_screens import DATA
from pages.ui.screen import Screen
from phm_core.catalogue.load import declared
from phm_core.catalogue.schema import ClinicalPriority
from phm_core.settings import Settings

# What is measured, as the pickers of the map and of the comparison ask.
MEASURE = ("condition", "per", "kind", "crude")


def _priorities() -> Iterator[Screen]:
    """A screen for each priority that the catalogue, or a site's own, declares."""
    for entry in declared("priorities", Settings().catalogue_dir).values():
        if isinstance(entry, ClinicalPriority):
            yield Screen(
                entry.id,
                entry.title,
                "Priorities",
                entry.icon,
                entry.meaning,
                needs_people=True,
                view=("by",),
                module="priority",
            )


MENU = (
    Screen(
        "home",
        "Home",
        "",
        "home",
        "Start from a question, see the state of the data, or take the guided demo.",
        "public",
    ),
    Screen(
        "overview",
        "Overview",
        "Explore",
        "groups",
        "Who lives or is registered in an area, or is in a cohort, beside the others.",
        view=(),
    ),
    Screen(
        "map",
        "Map",
        "Explore",
        "map",
        "Where deprivation and need coincide: age-adjusted, by area, with intervals.",
        "public",
        view=MEASURE,
    ),
    Screen(
        "trends",
        "Trends",
        "Explore",
        "timeline",
        "Any measure by month: limits of chance, signals, notes, targets, new limits.",
        needs_people=True,
        view=("measure",),
    ),
    Screen(
        "inequalities",
        "Inequalities",
        "Explore",
        "balance",
        "Any measure by deprivation, ethnicity, sex or age, by two of them, over time.",
        needs_people=True,
        view=(*MEASURE, "view", "down", "across"),
    ),
    Screen(
        "core20plus5",
        "Core20PLUS5",
        "Explore",
        "diversity_2",
        "The clinical areas in the most deprived fifth and in groups that you choose.",
        needs_people=True,
        view=("for", "plus", "plus_2"),
    ),
    Screen(
        "restoration",
        "Restoration",
        "Explore",
        "history",
        "Activity against a baseline year, and long waits, by deprivation, ethnicity.",
        needs_people=True,
        view=("setting", "by", "baseline"),
    ),
    Screen(
        "journeys",
        "Urgent care journeys",
        "Explore",
        "emergency",
        "How people come to A&E, why, how they leave, and other care around it.",
        needs_people=True,
        view=("around",),
    ),
    Screen(
        "places",
        "Places",
        "Explore",
        "shapes",
        "Build a Place from any areas: its people, overlaps and rates, on every page.",
    ),
    Screen(
        "builder",
        "Build a cohort",
        "Cohorts",
        "group_add",
        "Choose people by rules in plain sentences, and see the numbers at once.",
        needs_people=True,
    ),
    Screen(
        "library",
        "Library",
        "Cohorts",
        "local_library",
        "Cohorts saved here and examples to start from, with every version.",
        needs_people=True,
    ),
    Screen(
        "case_finding",
        "Case finding",
        "Cohorts",
        "person_search",
        "Who may be missing a diagnosis, a check or a treatment; red flags first.",
        needs_people=True,
        view=("finder",),
    ),
    Screen(
        "worklists",
        "Worklists",
        "Cohorts",
        "checklist",
        "Whom your team sees this month, who has them, and what the record says since.",
        "people",
        needs_people=True,
        action="list_people",
    ),
    Screen(
        "cohorts_compared",
        "Compare cohorts",
        "Cohorts",
        "join_inner",
        "Who is in both of two cohorts, who is in one only, and who they are.",
        needs_people=True,
        view=("first", "second"),
    ),
    *_priorities(),
    Screen(
        "segments",
        "Segments",
        "Segments",
        "donut_small",
        "The population by need: people, use of services and cost of each segment.",
        needs_people=True,
        view=("model",),
    ),
    Screen(
        "compare",
        "Compare areas",
        "Benchmark",
        "bar_chart",
        "Any condition or cohort by practice, PCN, neighbourhood or Place, against the "
        "whole and England.",
        "public",
        view=MEASURE,
    ),
    Screen(
        "area_profile",
        "Area profile",
        "Benchmark",
        "assignment",
        "One area beside the whole: what stands out, by theme, and similar areas.",
        needs_people=True,
        view=("of", "theme"),
    ),
    Screen(
        "themes",
        "Themes",
        "Benchmark",
        "category",
        "One subject in one area: every figure, its months, and where to look closer.",
        needs_people=True,
        view=("theme",),
    ),
    Screen(
        "scorecard",
        "Scorecard",
        "Benchmark",
        "scoreboard",
        "Health, experience, quality and value in one area, on one page for a board.",
        needs_people=True,
        view=("card",),
    ),
    *DATA,
)
BY_NAME = {screen.name: screen for screen in MENU}
