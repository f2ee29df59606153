"""The parts of the page on data quality."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pages.ui import address, layout, recorded, show, waiting
from pages.ui.context import Here
from phm_core.analysis import checks, coding
from phm_core.analysis.deliveries import deliveries
from phm_core.analysis.subject import Subject, of_indicator
from phm_core.area import WHOLE, Level
from phm_core.catalogue.schema import Check
from phm_core.charts import funnel, quality
from phm_core.charts.compare import ranked
from phm_core.charts.explained import Explained, explained
from phm_core.charts.words import day
from phm_core.definitions.delivered import DATED, Delivered
from phm_core.errors import PhmError, several
from phm_core.governance.fineness import FINENESS, coarser
from phm_core.governance.released import Released
from phm_core.period import MONTHS_IN_YEAR, months_before
from phm_core.snapshot import listed

MEANING = (
    "A record that is missing, late or contradicts itself makes people look healthy, "
    "or hides them. Here is what is known of that, before any figure is believed."
)


@dataclass(frozen=True)
class Found:
    """The checks and the fields, each with its answer, by areas of one level.

    before: the answers to the checks a year ago, in order.
    """

    per: Level
    checks: tuple[Check, ...]
    answers: Mapping[str, Released]
    before: Sequence[Released]
    subjects: Mapping[str, Subject]
    fields: Mapping[str, str]


def delivered(here: Here) -> Released | None:
    """From when to when there are records, and after deaths."""
    tables = tuple(name for name in DATED if here.reads(name))
    question = Delivered(tables, area=here.area, lens=here.lens)
    return waiting.ask(here, question, key="delivered", words="Reading the dates")


def checked(here: Here) -> Found | None:
    """Every check and every field, by practice or the smallest areas allowed."""
    per = _per(here)
    declared = tuple(here.house.catalogue.checks.values())
    fields = [(one, of_indicator(one)) for one in coding.fields(here.indicators)]
    entries = [one for one, subject in fields if recorded.held(here, subject)]
    every = tuple(
        one
        for one in declared
        if one.kind != "criteria" or recorded.held(here, checks.of_check(one))
    )
    subjects = {one.id: of_indicator(one) for one in entries}
    subjects |= {one.id: checks.of_check(one) for one in checks.by_criteria(every)}
    asked = checks.questions(list(subjects.values()), per, here.area, here.lens)
    earlier = months_before(here.house.snapshot.as_at, MONTHS_IN_YEAR)
    own = [subjects[one.id] for one in checks.by_criteria(every)]
    asked += checks.questions(own, per, here.area, here.lens, earlier)
    answers = waiting.ask_all(
        here, asked, key="quality", words=f"Checking {len(asked)} things"
    )
    if not answers:
        return None
    found = dict(zip(subjects, answers, strict=False))
    before = answers[len(subjects) :]
    names = {one.id: one.short for one in entries}
    return Found(per, every, found, before, subjects, names)


def _per(here: Here) -> Level:
    """Practices, where the role may compare them."""
    lowest = coarser(here.scope.lowest_level, Level.PRACTICE) or Level.PRACTICE
    return max((lowest, here.area.level), key=FINENESS.__getitem__)


def together(here: Here, found: Found, dates: Released) -> None:
    """Parts of records that do not go together."""
    layout.heading("Do the records go together?")
    own = [found.answers[one.id] for one in checks.by_criteria(found.checks)]
    if not own:
        if here.scope.datasets is None:
            show.empty(
                "These records lack the tables that checks compare.",
                "Load records of more kinds, such as results and medicines.",
            )
        else:
            show.empty(
                "Your role does not read the records that checks compare.",
                "An analyst of the whole system, or a practice, sees them.",
            )
        return
    lines = checks.lines(found.checks, own, found.before, dates)
    wrong = sum(one.verdict == "look at it" for one in lines)
    show.finding(
        f"{several(wrong, 'check')} of {len(lines)} to look at."
        if wrong
        else f"None of {len(lines)} checks is beyond its limit."
    )
    about = explained(own[0], sentence="Checks of records that belong together.")
    title = f"Checks of records, {here.area_name}, {day(dates.as_at)}"
    show.sheet(quality.of_lines(lines), about, title=title, key="checks")


def complete(here: Here, found: Found) -> None:
    """How completely each field is recorded."""
    layout.heading("Is what is needed recorded?")
    shown = {title: found.answers[key] for key, title in found.fields.items()}
    if not shown:
        show.empty("No field is declared that your role may use.", "Change your role.")
        return
    about = explained(next(iter(shown.values())), sentence="How complete fields are.")
    title = f"Fields recorded, {here.area_name}, {day(here.house.snapshot.as_at)}"
    show.sheet(quality.of_fields(shown), about, title=title, key="fields")
    with layout.side_by_side():
        layout.link("coding", "By group of people and by area")
        layout.link("trends", "By month")


def practices(here: Here, found: Found) -> None:
    """Practices, or larger areas, that stand out by one check or field."""
    layout.heading(f"Which {found.per.plural} stand out?")
    own = here.scope.practices
    if own is not None and len(own) == 1:
        show.empty(
            "This is one practice, so it stands beside no other.",
            "Its PCN sees it beside its neighbours.",
        )
        return
    if found.per == here.area.level:
        show.empty("This is one area.", "Choose a larger one above.")
        return
    titles = {key: one.title for key, one in found.subjects.items()}
    if not titles:
        show.empty(
            "Nothing is counted of these records.", "Load records of more kinds."
        )
        return
    key = address.select("Check or field", "measure", titles, width=480)
    try:
        compared = checks.compared(
            here.ask,
            found.subjects[key],
            found.per,
            here.area,
            chosen_from=len(titles),
        )
    except PhmError as fault:
        show.refusal(fault)
        return
    if not any(compared.ranked["value"].to_pylist()):
        show.empty(
            f"This counts nobody in any {found.per.title}, so none stands out.",
            "Choose another check or field.",
        )
        return
    about = explained(found.answers[key])
    by_size = funnel.funnel(compared, here.area_name, "")
    in_order = ranked(compared, here.area_name, "")
    if by_size:
        show.chart(by_size, about, key="quality-funnel")
    else:
        show.chart(in_order, about, key="quality-ranked")
    show.notes((*found.answers[key].notes, found.answers[key].rule))


def recent(here: Here, dates: Released) -> None:
    """How far back and how far forward each kind of record goes."""
    layout.heading("How recent is it?")
    if not dates.tables["tables"].num_rows:
        show.empty(
            "These records have no dates, only people.",
            "Load what happened to them too, such as diagnoses and visits.",
        )
        return
    about = explained(dates)
    title = f"Records from and to, {here.area_name}, {day(dates.as_at)}"
    sheet = quality.of_tables(dates, here.house.catalogue)
    show.sheet(sheet, about, title=title, key="dates")
    show.notes(dates.notes)


def over_deliveries(here: Here) -> None:
    """What each delivery held, and what was set aside as impossible."""
    snapshot = here.house.snapshot
    found = deliveries(listed(here.house.settings.snapshots), snapshot)
    current = next(one for one in found if one.snapshot == snapshot.id)
    about = Explained(
        "What the snapshots say that were published here.",
        source="The snapshots of this installation.",
        as_at=day(snapshot.as_at),
        covered=here.covering(WHOLE),
    )
    layout.heading("Values that nobody has")
    if sum(current.implausible.values()):
        sheet = quality.of_implausible(current, here.house.catalogue)
        show.sheet(sheet, about, title="Values set aside", key="implausible")
    else:
        layout.text("No value of this delivery was set aside: nothing is to be done.")
    layout.heading("Each delivery")
    if current.through:
        sheet = quality.of_through(current)
        show.sheet(sheet, about, title="How far each source goes", key="through")
    sheets = quality.of_deliveries(found, here.house.catalogue)
    for place, (subject, sheet) in zip(
        layout.tabs(*sheets), sheets.items(), strict=True
    ):
        with place:
            show.sheet(sheet, about, title=f"{subject}, by delivery", key=subject)
    if len(found) == 1:
        show.empty(
            "This is the first delivery that is kept.",
            "Changes stand here when the next is published.",
        )
