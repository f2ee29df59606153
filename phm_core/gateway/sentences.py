"""What was counted, in one plain sentence for each question."""

from functools import singledispatch

from phm_core.area import Area, Lens, Level
from phm_core.definitions import questions as ask
from phm_core.definitions.document import Definition
from phm_core.definitions.vocabulary import Vocabulary
from phm_core.errors import listed, several
from phm_core.gateway.sentences_of_people import of_people, who


def sentence(question: ask.Question, vocabulary: Vocabulary) -> str:
    """Say what a question counts, among whom and where."""
    said = _what(question, vocabulary)
    if isinstance(question, ask.About):
        said += (
            f" Counted among people {place(question.area, question.lens, vocabulary)}."
        )
    return said


def place(area: Area, lens: Lens, vocabulary: Vocabulary) -> str:
    """'registered in Eldenmouth PCN', or 'living in ...'."""
    verb = "registered in" if lens == Lens.REGISTERED else "living in"
    if area.level == Level.ICS:
        return f"{verb} the whole system"
    known = vocabulary.names(str(area.level)) or {}
    return f"{verb} {known.get(area.code, area.code)} ({area.level.title})"


def _title(family: str, identity: str, vocabulary: Vocabulary) -> str:
    return (vocabulary.names(family) or {}).get(identity, identity.replace("_", " "))


def measure_title(measure: str, vocabulary: Vocabulary) -> str:
    """Name of what a monthly series counts."""
    identity = measure.removeprefix(ask.ACTIVITY)
    families = ("setting", "process") if identity != measure else ("indicator",)
    known = (vocabulary.names(family) or {} for family in families)
    named = (names[identity] for names in known if identity in names)
    return next(named, identity.replace("_", " ").capitalize())


@singledispatch
def _what(question: ask.Question, vocabulary: Vocabulary) -> str:
    return of_people(question, vocabulary)


@_what.register
def _(question: ask.HowMany, vocabulary: Vocabulary) -> str:
    return who(question.of, vocabulary)


@_what.register
def _(question: ask.Attrition, vocabulary: Vocabulary) -> str:
    return f"Rule by rule. {who(question.of, vocabulary)}"


@_what.register
def _(question: ask.Profile, vocabulary: Vocabulary) -> str:
    return f"Beside everyone else. {who(question.of, vocabulary)}"


@_what.register
def _(question: ask.Rate, vocabulary: Vocabulary) -> str:
    said = f"Share of people, by {question.per.title}. {who(question.of, vocabulary)}"
    if question.among is not None:
        said += f" Among: {who(question.among, vocabulary)}"
    return said


@_what.register
def _(question: ask.RateBy, vocabulary: Vocabulary) -> str:
    groups = " and ".join(
        by.name if isinstance(by, Definition) else by.replace("_", " ")
        for by in question.by
    )
    said = f"Share of people, by {groups}. {who(question.of, vocabulary)}"
    if question.among is not None:
        said += f" Among: {who(question.among, vocabulary)}"
    return said


@_what.register
def _(question: ask.Standing, vocabulary: Vocabulary) -> str:
    titles = [_title("indicator", one, vocabulary) for one in question.indicators]
    return f"By {question.per.title}, against the whole: {listed(titles)}."


@_what.register
def _(question: ask.Incidence, vocabulary: Vocabulary) -> str:
    title = _title("condition", question.condition, vocabulary)
    return (
        f"New cases of {title} in {question.months} months per 1,000 person-years at "
        f"risk, by {question.per.title}."
    )


@_what.register
def _(question: ask.PublishedRate, vocabulary: Vocabulary) -> str:
    title = _title("condition", question.condition, vocabulary)
    year = f" of {question.year}" if question.year else ""
    return f"Published register{year}: {title}, by {question.per.title}."


@_what.register
def _(question: ask.Comparators, vocabulary: Vocabulary) -> str:
    del vocabulary
    where = f" and by {question.per.title}" if question.per else ""
    year = f" of {question.year}" if question.year else ""
    return f"Published figures{year} of {listed(question.indicators)}: England{where}."


@_what.register
def _(question: ask.Need, vocabulary: Vocabulary) -> str:
    del vocabulary
    return f"People, deprivation and age, by {question.per.title}."


@_what.register
def _(question: ask.Spread, vocabulary: Vocabulary) -> str:
    model = _title("segment_model", question.model, vocabulary)
    return f"By segment ({model}). {who(question.of, vocabulary)}"


@_what.register
def _(question: ask.Crosstab, vocabulary: Vocabulary) -> str:
    rows, columns = (
        name.replace("_", " ") for name in (question.rows, question.columns)
    )
    return f"By {rows} and {columns}. {who(question.of, vocabulary)}"


@_what.register
def _(question: ask.Timeline, vocabulary: Vocabulary) -> str:
    setting = _title("setting", question.setting, vocabulary)
    return f"{setting} by month. {who(question.of, vocabulary)}"


@_what.register
def _(question: ask.Series, vocabulary: Vocabulary) -> str:
    where = place(question.area, Lens.REGISTERED, vocabulary)
    return (
        f"{measure_title(question.measure, vocabulary)} by month and "
        f"{question.per.title}, among people {where}."
    )


@_what.register
def _(question: ask.Histories, vocabulary: Vocabulary) -> str:
    where = place(question.area, Lens.REGISTERED, vocabulary)
    indicators = several(len(question.indicators), "indicator")
    return f"{indicators} by month, among people {where}."


@_what.register
def _(question: ask.ActivityBy, vocabulary: Vocabulary) -> str:
    setting = _title("setting", question.setting, vocabulary)
    by = question.by.replace("_", " ")
    return f"{setting} by month and {by}. {who(question.of, vocabulary)}"


@_what.register
def _(question: ask.Journeys, vocabulary: Vocabulary) -> str:
    setting = _title("setting", question.around, vocabulary)
    return (
        f"{setting} in {question.months} months: how they begin and end, and contacts "
        f"around them. {who(question.of, vocabulary)}"
    )


@_what.register
def _(question: ask.Overlap, vocabulary: Vocabulary) -> str:
    return "In both. " + " ".join(who(one, vocabulary) for one in question.of)


@_what.register
def _(question: ask.Conditions, vocabulary: Vocabulary) -> str:
    return f"Long-term conditions held together. {who(question.of, vocabulary)}"
