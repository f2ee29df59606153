"""Findings in one sentence, only as strong as their interval allows."""

from phm_core.analysis.measured import Basis, Kind, Measured, Together
from phm_core.analysis.subject import Subject, sentence_case
from phm_core.charts.words import number, percent, signed

SOME = 0.3
# A correlation that moves by this much has moved to the eye.
SHIFT = 0.15
STRONG = 0.5


def valued(measured: Measured, value: float | None) -> str:
    """A value of a measure with its unit: '8.2%', '1.12', '4.10 per 1,000 a year'."""
    if value is None:
        return "not shown"
    return f"{value:,.{measured.decimals}f}{measured.unit}"


def ranged(
    measured: Measured, lower: float | None, upper: float | None, *, unit: bool = True
) -> str:
    """An interval of a measure: '7.9 to 8.5%'."""
    if lower is None or upper is None:
        return ""
    places = measured.decimals
    end = measured.unit if unit else ""
    return f"{lower:,.{places}f} to {upper:,.{places}f}{end}"


def measure_of(measured: Measured) -> str:
    """What is shown, as the subject of a sentence: 'Age-adjusted diabetes'."""
    choice = measured.choice
    return named(choice.subject, choice.basis, choice.kind)


def named(subject: Subject, basis: Basis, kind: Kind = "prevalence") -> str:
    """A measure as the subject of a sentence."""
    age = "Crude" if basis == "crude" else "Age-adjusted"
    if subject.indicator is not None:
        return f"{subject.title} ({age.lower()})"
    what = "new cases of" if kind == "incidence" else "prevalence of"
    return f"{age} {what} {sentence_case(subject.title)}"


def together(found: Together | None, measured: Measured) -> str:
    """Whether the measure rises or falls with deprivation, over areas."""
    plural = measured.choice.per.plural
    if found is None:
        return f"Too few {plural} to say how this goes with deprivation"
    if not found.clear:
        return f"{measure_of(measured)} does not clearly rise or fall with deprivation"
    much = "much " if min(abs(found.lower), abs(found.upper)) >= STRONG else ""
    side = "higher" if found.r > 0 else "lower"
    return f"{measure_of(measured)} is {much}{side} in more deprived {plural}"


def correlation(found: Together | None) -> str:
    """r with interval and n, and what it is not."""
    if found is None:
        return ""
    return (
        f"Correlation {signed(found.r)} (95% interval {signed(found.lower)} to "
        f"{signed(found.upper)}, {found.areas} areas). This is about areas, not people."
    )


def adjusting(measured: Measured) -> str:
    """What taking age into account does to the picture, in a sentence or two."""
    crude, adjusted = measured.crude, measured.adjusted
    if crude is None or adjusted is None:
        return ""
    how = (
        "observed over expected (from the age and sex of each list)"
        if measured.released.question.reveals == "public"
        else "the age-adjusted rate"
    )
    change = (
        f"the crude figure correlates with deprivation at {signed(crude.r)}, "
        f"{how} at {signed(adjusted.r)}"
    )
    falls_away = crude.clear and crude.r < 0 and (not adjusted.clear or adjusted.r > 0)
    if falls_away and measured.younger_where_deprived:
        return (
            f"Adjusting for age matters here: {change}. More deprived areas are "
            "younger, so the crude figure makes them look better off than they are."
        )
    if not (crude.clear or adjusted.clear):
        return f"Before and after adjusting for age nothing is clear here: {change}."
    if crude.clear != adjusted.clear or (crude.r > 0) != (adjusted.r > 0):
        return f"Adjusting for age changes the picture: {change}."
    if abs(crude.r - adjusted.r) >= SHIFT:
        return f"Adjusting for age shifts the picture: {change}."
    return f"Adjusting for age changes little here: {change}."


def reading(measured: Measured) -> str:
    """How to read a ratio; nothing for other measures."""
    if not measured.ratio:
        return ""
    return "1.10 means 10% more people than expected for the age and sex of the list."


def against(measured: Measured, row: dict[str, object], whole_name: str) -> str:
    """One area against the whole, in words only where the interval says so."""
    side = row["compared"]
    value = valued(measured, row["value"])  # pyright: ignore[reportArgumentType]  # a row of the areas table
    usual = valued(measured, measured.whole["value"])
    name = row["name"]
    if row["value"] is None:
        return f"{name}: {row['reason'] or 'not shown'}"
    if side == "higher":
        return f"{name} is higher than {whole_name}: {value} against {usual}."
    if side == "lower":
        return f"{name} is lower than {whole_name}: {value} against {usual}."
    return f"{name} is similar to {whole_name}: {value} against {usual}."


def counted(measured: Measured) -> str:
    """The whole: people counted among how many, and the share."""
    count, people = measured.whole["count"], measured.whole["people"]
    if count is None or people is None:
        return "The total is not shown."
    share = percent(count / people * 100) if people else "no share"
    return f"{number(count)} of {number(people)} people ({share})."
