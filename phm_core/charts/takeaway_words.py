"""What a take-away profile says, as text for a page or a slide."""

import pyarrow as pa

from phm_core.analysis.takeaway import Takeaway, Unequal
from phm_core.area import Lens
from phm_core.charts.explained import source
from phm_core.charts.inequality_words import POINTS, ranged
from phm_core.charts.stands_out import peers as peers_sheet
from phm_core.charts.stands_out import sentence
from phm_core.charts.words import day, number, percent

CAVEATS = (
    "Figures are shares of people registered or living in the area, as recorded: what "
    "is not recorded is not counted. A record suggests; it does not diagnose.",
    "A high prevalence can mean good case finding as well as more illness.",
    "Areas are compared after allowing for age and sex where need is measured. What is "
    "left can have many causes; nothing here says why.",
    "This is about areas and groups, not about single people or practices' quality.",
)


def title(told: Takeaway) -> str:
    """Heading of the first page."""
    return f"{told.name}: area profile"


def context(told: Takeaway) -> str:
    """Of whom, as at when, beside what."""
    whose = "registered in" if told.lens == Lens.REGISTERED else "living in"
    made = " Synthetic data: made-up people." if told.released.synthetic else ""
    return f"People {whose} {told.name}, beside {told.whole}, {day(told.as_at)}.{made}"


def people(told: Takeaway) -> str:
    """How many, and how old."""
    found = told.population
    return (
        f"{number(found.people)} people, {number(found.mean_age, 1)} years old on "
        f"average ({number(found.others_mean_age, 1)} elsewhere)."
    )


def groups(told: Takeaway) -> list[tuple[str, str, str]]:
    """Groups of the population: name, share here, share elsewhere."""
    return [
        (f"{by}: {label}", percent(here), percent(there))
        for by, label, here, there in told.population.groups
    ]


def out(told: Takeaway) -> list[str]:
    """What stands out, in sentences without emphasis."""
    if not told.out:
        return [f"No figure here clearly differs from {told.whole}."]
    return [sentence(line, told.whole).replace("**", "") for line in told.out]


def unequal(told: Takeaway) -> list[str]:
    """Three inequalities by deprivation, or that none is clear."""
    if not told.unequal:
        return [
            f"Of {told.tested} indicators of Core20PLUS5, none clearly differs between "
            "the most and the least deprived fifth here."
        ]
    return [_gap(one) for one in told.unequal]


def _gap(one: Unequal) -> str:
    return (
        f"{one.subject.title}: {percent(one.most)} in the most deprived fifth, "
        f"{percent(one.least)} in the least; difference "
        f"{ranged(one.gaps.absolute, sign=True)} {POINTS}."
    )


def peers(told: Takeaway) -> list[tuple[str, ...]]:
    """Similar areas: name, distance, most alike, most unlike; headings first."""
    if told.peers is None:
        return []
    sheet = peers_sheet(told.peers, told.level)
    return [sheet.titles, *sheet.written()]


def sources(told: Takeaway) -> list[str]:
    """From where, protected how, and what limits the figures."""
    from_where = source(told.released)
    if told.released.covered:
        from_where += f" Coverage: {told.released.covered.words}."
    return [from_where, told.released.rule, *told.notes]


def need_table(told: Takeaway) -> pa.Table:
    """Prevalence here and in the whole: title, here, whole."""
    return pa.table(
        {
            "title": [line.indicator.short for line in told.need],
            "here": pa.array([line.value for line in told.need], pa.float64()),
            "whole": pa.array([line.whole for line in told.need], pa.float64()),
        }
    )
