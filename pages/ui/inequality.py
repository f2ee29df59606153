"""The parts of the inequalities page: one view of a measure at a time."""

from collections.abc import Callable
from dataclasses import replace

from pages.ui import address, layout, show, waiting
from pages.ui.context import EARLIER, Here
from phm_core.analysis.by_group import Asking, ByGroup, by_group
from phm_core.analysis.slope import DECILE, FIFTH, Gaps, Slope, gaps, slope
from phm_core.analysis.subject import INDICATOR, Subject, of_cohort
from phm_core.charts import inequality as pictures
from phm_core.charts import inequality_words as words
from phm_core.charts.explained import explained
from phm_core.charts.words import interval, percent
from phm_core.definitions import Definition
from phm_core.definitions.nodes import Social
from phm_core.definitions.questions import RateBy
from phm_core.period import months_before

TITLES = {
    "deprivation": "Deprivation",
    "groups": "Ethnicity, sex, age",
    "crossed": "Two together",
    "time": "Over time",
    "digital": "Digital exclusion",
}
RISK = "digital_exclusion"
DIGITAL = "digital_exclusion_decile"
BESIDE = (DECILE, "age_group", "main_language")
CROSSED = ("ethnicity_group", "age_group")


def pick() -> str:
    """The view, kept in the address."""
    return address.segments("View", "view", TITLES)


def by_deprivation(here: Here, asking: Asking) -> None:
    """Tenths of deprivation, the line through them, and what would close the gap."""
    found = measured(here, asking, (DECILE,), (FIFTH,))
    if not found:
        return
    if not found[1].known.numbers("people").any():
        show.empty(
            "Nobody counted here is known to live in a small area with a decile.",
            "Choose a larger area, or see under Data quality where people live.",
        )
        return
    line, gap = slope(*found), gaps(found[1])
    _headlines(line, gap)
    about = explained(found[0].released)
    show.chart(pictures.slope(line, gap, here.place), about, key="slope")
    for sentence in (words.gaps(gap), words.people(gap, found[1])):
        show.finding(sentence)
    layout.caption(words.indices(line))
    _notes(found)


def _headlines(line: Slope, gap: Gaps) -> None:
    about = explained(line.every.released)
    told = (
        ("Slope index, points", words.headline(line.sii, sign=True)),
        ("Relative index", words.headline(line.rii, places=2)),
        (
            "Most less least deprived fifth, points",
            words.headline(gap.absolute, sign=True),
        ),
    )
    whole = line.every.whole
    everyone = interval(whole["lower"], whole["upper"])
    show.row(
        [
            show.Headline("Everyone", percent(whole["value"]), about,
                          f"95% interval {everyone}" if everyone else ""),
            *(show.Headline(title, value, about, note)
              for title, (value, note) in told),
        ]
    )  # fmt: skip


def by_groups(here: Here, asking: Asking) -> None:
    """Ethnic groups, sexes and ages, each with its interval and those not known."""
    attributes = here.house.catalogue.attributes
    names = ("ethnicity_group", "age_band", "sex")
    found = measured(here, asking, *((name,) for name in names))
    if not found:
        return
    left, right = layout.columns(1, 1)
    for name, each, side in zip(names, found, (left, right, left), strict=True):
        with side:
            short = attributes[name].short.lower()
            picture = pictures.groups(each, here.place, short)
            show.chart(picture, explained(each.released), key=f"by-{name}")
    _notes(found)


def crossed(here: Here, asking: Asking) -> None:
    """Two breakdowns at once."""
    offered = {
        key: entry.title
        for key, entry in here.house.catalogue.attributes.items()
        if entry.level is None
    }
    with layout.side_by_side():
        down = address.select("Down", "down", offered, default=CROSSED[0], width=280)
        across = address.select(
            "Across", "across", offered, default=CROSSED[1], width=280
        )
    if down == across:
        show.empty("The same breakdown stands on both sides.", "Choose another.")
        return
    found = measured(here, asking, (down, across))
    if not found:
        return
    by = (offered[down].lower(), offered[across].lower())
    picture = pictures.crossed(found[0], here.place, by)
    show.chart(picture, explained(found[0].released), key="crossed")
    _notes(found)


def over_time(here: Here, asking: Asking) -> None:
    """The fifths of deprivation now, and one and two years before."""
    dates = [months_before(here.as_at, months) for months in sorted(EARLIER.values())]
    dates.reverse()
    asked = [
        replace(asking, subject=_on(asking.subject, here, day)).by(FIFTH)
        for day in dates
    ]
    answers = waiting.ask_all(
        here, asked, key="over-time", words="Counting at three dates"
    )
    if not answers:
        return
    found = [by_group(answer, asking) for answer in answers]
    slopes = tuple(
        (day, slope(each, each)) for day, each in zip(dates, found, strict=True)
    )
    picture = pictures.over_time(slopes, here.place)
    show.chart(picture, explained(answers[-1]), key="over-time")
    _notes(found[-1:])


def _on(subject: Subject, here: Here, day: object) -> Subject:
    latest = day == here.house.snapshot.as_at
    as_at = None if latest else day
    return replace(
        subject, definition=subject.definition.model_copy(update={"as_at": as_at})
    )


def digital(here: Here, asking: Asking) -> None:
    """The measure by digital exclusion, and who lives where its risk is high."""
    attributes = here.house.catalogue.attributes
    found = measured(here, asking, (DIGITAL,))
    if not found:
        return
    picture = pictures.groups(found[0], here.place, attributes[DIGITAL].short.lower())
    show.chart(picture, explained(found[0].released), key="digital")
    layout.heading("Who is at high risk of digital exclusion")
    excluded = Definition(
        name="High risk of digital exclusion",
        description="Where the risk of digital exclusion is in the highest fifth.",
        criteria=Social.model_validate({"is": "digitally_excluded"}),
    )
    risk = Asking(of_cohort(here.dated(excluded)), "crude", asking.area, asking.lens)
    spread = measured(here, risk, *((name,) for name in BESIDE))
    for name, each, side in zip(
        BESIDE, spread, [*layout.columns(1, 1), None], strict=False
    ):
        with side or layout.slot():
            short = attributes[name].short.lower()
            picture = pictures.groups(each, here.place, short)
            show.chart(picture, explained(each.released), key=f"excluded-{name}")
    layout.caption("The risk is that of the small area, not of the person.")
    if RISK in here.indicators:
        layout.link("map", "Map of the risk", condition=f"{INDICATOR}{RISK}")
    _notes(found)


def measured(here: Here, asking: Asking, *groups: tuple[str, ...]) -> list[ByGroup]:
    """The measure by each breakdown; none when refused, stopped or of nobody."""
    questions: list[RateBy] = [asking.by(*by) for by in groups]
    key = "+".join([asking.subject.id, *(by[0] for by in groups)])
    answers = waiting.ask_all(here, questions, key=key, words="Counting by group")
    found = [by_group(answer, asking) for answer in answers]
    if found and found[0].whole["count"] == 0:
        show.empty(
            f"{asking.subject.title}: the records tell of nobody {here.place}.",
            "Choose something else, a larger area or other people above.",
        )
        return []
    return found


def _notes(found: list[ByGroup]) -> None:
    released = found[0].released
    caution = found[0].asking.subject.indicator
    more = (caution.caution or "",) if caution is not None else ()
    show.notes((*more, *released.notes, released.rule))


VIEWS: dict[str, Callable[[Here, Asking], None]] = {
    "deprivation": by_deprivation,
    "groups": by_groups,
    "crossed": crossed,
    "time": over_time,
    "digital": digital,
}
