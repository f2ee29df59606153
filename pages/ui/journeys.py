"""The parts of the page about journeys of urgent care."""

from pages.ui import address, layout, people, show, waiting
from pages.ui.context import Here
from phm_core.analysis.journeys import ANY, Laid, Told, laid_out
from phm_core.charts import journeys as pictures
from phm_core.charts import journeys_around
from phm_core.charts.explained import explained
from phm_core.charts.words import interval, number, percent
from phm_core.definitions import Definition
from phm_core.definitions.questions import Journeys

FIRST = "ae"
SHOWN = {
    journeys_around.SHARE: "Share with any contact",
    journeys_around.RATE: "Contacts for each 100",
}

VIEWS = {"ends": ("arrive", "leave"), "reasons": ("why", "when")}
VIEW_TITLES = {"ends": "How they come and leave", "reasons": "Why and when"}


def pick(here: Here) -> tuple[str, str]:
    """Around which contacts, and how the contacts beside them are shown."""
    known = {key: one.title for key, one in here.house.catalogue.journeys.items()}
    first = FIRST if FIRST in known else next(iter(known))
    around = address.select("Journeys of", "around", known, default=first, width=260)
    return around, address.segments("Before and after, as", "shown", SHOWN)


def asked(here: Here, around: str, cohort: Definition | None) -> Laid | None:
    """The answer laid out; None where it is refused, stopped or of nobody."""
    who = here.dated(cohort or people.EVERYONE)
    question = Journeys(who, around, area=here.area, lens=here.lens)
    released = waiting.ask(
        here, question, key="journeys", words="Following people from contact to contact"
    )
    if released is None:
        return None
    catalogue = here.house.catalogue
    setting = catalogue.settings_of_care[around]
    contacts = released.figure("contacts")
    if contacts is None:
        show.too_small(f"There are too few {setting.contacts} {here.place}.")
    elif not contacts:
        show.empty(
            f"No {setting.contacts} of people {here.place} are recorded.",
            "Choose a larger area, other people above, or journeys of another kind.",
        )
    else:
        return laid_out(released, catalogue.journeys[around], setting)
    return None


def headlines(here: Here, laid: Laid) -> None:
    """How many, how many could have been avoided, and who had care beside it."""
    released = laid.released
    every = show.Headline(
        laid.setting.title,
        number(released.figure("contacts")),
        explained(released),
        f"In 12 months, of {number(released.figure('people'))} people {here.place}",
    )
    sides = [_beside(laid, "before"), _beside(laid, "after")]
    show.row([every, *_avoidable(laid), *sides])


def _beside(laid: Laid, when: str) -> show.Headline:
    row, what = laid.row(ANY, f"{when}_30"), laid.setting.contacts
    ends = interval(row["share_lower"], row["share_upper"])
    about = explained(
        laid.released,
        sentence=f"Share of {what} with any contact in the 30 days {when}.",
        numerator=row["with_any"],
        interval=ends,
        of=what,
    )
    return show.Headline(
        f"Any contact in 30 days {when}",
        percent(row["share"]),
        about,
        f"{ends} (95%), of {number(row['among'])} {what}",
    )


def _avoidable(laid: Laid) -> list[show.Headline]:
    """What could have been avoided; nothing where that is not known."""
    released, asked_of = laid.released, laid.journey.avoidable
    if asked_of is None or "avoidable" not in released.facts:
        return []
    figure = released.figure
    ends = interval(figure("avoidable_share_lower"), figure("avoidable_share_upper"))
    about = explained(
        released,
        sentence=f"{asked_of.meaning} {asked_of.caution} Source: "
        f"{asked_of.source.title} ({asked_of.source.year}).",
        numerator=figure("avoidable"),
        interval=ends,
        of=laid.setting.contacts,
    )
    note = f"{ends} (95%), of {number(figure('avoidable_among'))} with enough recorded"
    share = percent(figure("avoidable_share"))
    return [show.Headline(asked_of.title, share, about, note)]


def told(here: Here, laid: Laid) -> None:
    """A chart of each thing that is recorded, two beside each other."""
    held = {
        view: [one for one in laid.told if one.stage in stages]
        for view, stages in VIEWS.items()
    }
    offered = {view: VIEW_TITLES[view] for view, found in held.items() if found}
    if not offered:
        return
    charts(here, laid, held[address.segments("What is told of them", "told", offered)])


def charts(here: Here, laid: Laid, each: list[Told]) -> None:
    """A chart of each of these things that are recorded, two beside each other."""
    about = explained(laid.released)
    for place, one in zip(layout.grid(2, len(each)), each, strict=True):
        with place:
            show.chart(pictures.told(laid, one, here.place), about, key=one.id)


def around(here: Here, laid: Laid, shown: str) -> None:
    """Every service within 30 days and within 48 hours."""
    about = explained(laid.released)
    for side, picture, key in zip(
        layout.columns(1, 1),
        (journeys_around.long, journeys_around.short),
        ("days_30", "hours_48"),
        strict=True,
    ):
        with side:
            show.chart(picture(laid, here.place, shown), about, key=key)


def notes(laid: Laid) -> None:
    """Coverage and limits."""
    show.notes((*laid.released.notes, laid.released.rule))
