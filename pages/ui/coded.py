"""The parts of the page on coding: the breakdown, and the matrix of fields."""

from pages.ui import address, layout, measures, recorded, show, waiting
from pages.ui.context import Here
from phm_core.analysis import coding
from phm_core.analysis.by_group import by_group
from phm_core.analysis.subject import of_indicator
from phm_core.area import Level
from phm_core.charts.coding import completeness
from phm_core.charts.explained import explained
from phm_core.charts.words import day, headed
from phm_core.definitions.questions import Question, Rate
from phm_core.errors import several
from phm_core.governance.fineness import FINENESS

GROUPS = {
    "ethnicity_group": "Ethnic group",
    "deprivation_quintile": "Deprivation fifth",
    "age_group": "Age group",
    "sex": "Sex",
}
AREAS = (Level.PLACE, Level.NEIGHBOURHOOD, Level.PCN, Level.PRACTICE)

NO_RECORDS = (
    "The records that would tell how complete fields are are not in this snapshot.",
    "Bring files that hold them (the screen Bring data).",
)


def pick(here: Here) -> str:
    """A breakdown of people, or a level of areas inside the chosen one."""
    areas = {
        str(level): headed(level.title)
        for level in AREAS
        if level in here.house.public.levels
        and FINENESS[level] > FINENESS[here.area.level]
    }
    return address.segments("By", "fields_by", GROUPS | areas)


def matrix(here: Here, by: str) -> None:
    """Every field by the groups or the areas."""
    catalogue = here.indicators
    of_people = by in GROUPS
    declared = coding.fields(catalogue, by if of_people else "")
    if not declared:
        show.empty("No field is declared for this breakdown.", "Choose another.")
        return
    entries = [one for one in declared if recorded.held(here, of_indicator(one))]
    if left := [one.short for one in declared if one not in entries]:
        layout.caption(f"Not here, since their records are not: {', '.join(left)}.")
    if not entries:
        show.empty(*NO_RECORDS)
        return
    asked = [measures.of_entry(here, entry) for entry in entries]
    questions: list[Question] = [
        each.by(by)
        if of_people
        else Rate(each.subject.definition, Level(by), each.subject.among,
                  area=here.area, lens=here.lens)
        for each in asked
    ]  # fmt: skip
    answers = waiting.ask_all(
        here,
        questions,
        key=f"coding-{by}",
        words=f"Counting {several(len(entries), 'field')}",
    )
    if not answers:
        return
    found = (
        coding.by_groups(
            tuple(
                (entry, by_group(released, asking))
                for entry, asking, released in zip(entries, asked, answers, strict=True)
            )
        )
        if of_people
        else coding.by_areas(tuple(zip(entries, answers, strict=True)))
    )
    title = GROUPS[by].lower() if of_people else Level(by).title
    when = day(answers[0].as_at)
    picture = completeness(found, title, here.place, when)
    show.chart(picture, explained(answers[0], sentence=picture.subtitle), key="coding")
    show.notes((*answers[0].notes, answers[0].rule))
