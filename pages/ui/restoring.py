"""The parts of the restoration page: activity against a baseline, and long waits."""

from pages.ui import address, layout, measures, people, recorded, show, waiting
from pages.ui.context import Here
from pages.ui.inequality import measured
from phm_core.analysis.restoration import Restored, restored, shown
from phm_core.catalogue.held import not_open
from phm_core.charts import inequality
from phm_core.charts import restoration as pictures
from phm_core.charts.explained import explained
from phm_core.charts.words import day
from phm_core.definitions.questions import ActivityBy
from phm_core.period import months_before

FIRST = "elective_admission"
BY = {"deprivation_quintile": "Deprivation fifth", "ethnicity_group": "Ethnic group"}
BASELINES = (24, 12)
WAITS = ("waiting_list", "waiting_18_weeks", "waiting_52_weeks")


def pick(here: Here) -> tuple[str, str, int]:
    """Setting, breakdown, and how many months before the baseline year ends."""
    settings = {
        key: entry.title for key, entry in here.house.catalogue.settings_of_care.items()
    }
    first = FIRST if FIRST in settings else next(iter(settings))
    setting = address.select("Activity", "setting", settings, default=first, width=260)
    by = address.segments("By", "by", BY)
    baselines = {
        str(months): f"12 months to {day(months_before(here.as_at, months))}"
        for months in BASELINES
    }
    chosen = address.select("Baseline", "baseline", baselines, width=280)
    return setting, by, int(chosen)


def activity(here: Here, setting: str, by: str, months: int) -> None:
    """Both years of the chosen people, by group and by month of the year."""
    who = here.dated(here.cohort or people.EVERYONE)
    dates = {"now": here.as_at, "then": months_before(here.as_at, months)}
    asked = [
        ActivityBy(who.model_copy(update={"as_at": when}), setting, by,
                   area=here.area, lens=here.lens)
        for when in dates.values()
    ]  # fmt: skip
    answers = waiting.ask_all(here, asked, key="restored", words="Counting two years")
    if not answers:
        return
    found = restored(*answers)
    title = here.house.catalogue.settings_of_care[setting].title
    about, words = explained(answers[0]), (title, BY[by].lower(), here.place)
    if shown(found.groups):
        show.chart(pictures.by_group(found, *words), about, key="restored")
    if shown(found.months):
        show.chart(pictures.by_month(found, *words), about, key="months")
    if not (shown(found.groups) or shown(found.months)):
        _nothing(here, found)
    show.notes((*answers[0].notes, answers[0].rule))


def _nothing(here: Here, found: Restored) -> None:
    """No group can be compared: what that comes from, and what to do."""
    if "suppressed" in found.groups["mark"].to_pylist():
        show.too_small(
            "Too few people had any in either year for a comparison.",
            "Choose a larger area, other people above, or another activity.",
        )
    else:
        show.empty(
            f"No activity of this kind is recorded of people {here.place}.",
            "Choose another activity or baseline, a larger area, or other people "
            "above. Until when records go stands under About the data.",
        )


def waits(here: Here, by: str) -> None:
    """People waiting, and of them those who wait long."""
    found = [here.indicators[name] for name in WAITS if name in here.indicators]
    entries, without = recorded.parted(here, found)
    if here.cohort is not None:
        layout.caption("These are of everybody of the area, not of the cohort alone.")
    if without or not entries:
        show.empty(
            f"{not_open('waiting')}.",
            "Bring files that hold them (the screen Bring data), or change your role.",
        )
    for entry, side in zip(
        entries, [layout.slot(), *layout.columns(1, 1)], strict=False
    ):
        asking = measures.of_entry(here, entry)
        with side:
            for each in measured(here, asking, (by,)):
                picture = inequality.groups(each, here.place, BY[by].lower())
                show.chart(picture, explained(each.released), key=entry.id)
