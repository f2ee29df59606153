"""Charts of an area on published figures alone: ages, deprivation, registers."""

from phm_core.analysis.published_overview import PublishedOverview
from phm_core.charts import reading
from phm_core.charts.picture import Column, Picture, Sheet
from phm_core.charts.profile_specs import BREAKDOWN, PYRAMID
from phm_core.charts.words import number, percent

REST = "the rest of the system"
OTHERS = Column("others_share", f"Share of {REST}", 1, "%")


def pyramid(found: PublishedOverview, of: str) -> Picture:
    """Age and sex of the people registered."""
    table = found.pyramid
    title = _against(found.aged_65, "are aged 65 or over")
    return Picture(
        spec=PYRAMID,
        reading=reading.PYRAMID,
        data={"people": table},
        title=title,
        subtitle=f"Share of people by age and sex, %{_marks(found)}. {of}",
        alt=f"Population pyramid. {title}.",
        sheet=Sheet(
            table,
            (
                Column("age_band", "Age"),
                Column("sex", "Sex"),
                Column("people", "People"),
                Column("share", "Share", 1, "%"),
                OTHERS,
            ),
        ),
    )


def deprivation(found: PublishedOverview, of: str) -> Picture:
    """People by the national deprivation decile of where they live."""
    title = _against(found.core20, "live in the most deprived fifth of England")
    columns = (
        Column("label", "Deprivation decile"),
        Column("people", "People"),
        Column("share", "Share", 1, "%"),
        OTHERS,
    )
    return Picture(
        spec=BREAKDOWN,
        reading=reading.BARS,
        data={"groups": found.deprivation},
        title=title,
        subtitle=f"Share of people by where they live, %{_marks(found)}. {of}",
        alt=f"Bar chart by deprivation decile. {title}.",
        sheet=Sheet(found.deprivation, columns),
    )


def registers(found: PublishedOverview, where: str) -> Picture:
    """Published registers beside England's."""
    table = found.registers
    names = ["label", "people", "share", "lower", "upper", "others_share"]
    drawn = table.select(
        ["title", "count", "crude", "crude_lower", "crude_upper", "england"]
    ).rename_columns(names)
    title = _most(found)
    return Picture(
        spec=BREAKDOWN,
        reading=reading.BARS,
        data={"groups": drawn},
        title=title,
        subtitle=(
            "Share on each register, %, not adjusted (bars, 95% interval); England "
            f"(marks). People {where}, {found.year}."
        ),
        alt=f"Bar chart of published registers. {title}.",
        sheet=Sheet(
            table,
            (
                Column("title", "Register"),
                Column("count", "People on it"),
                Column("people", "People registered"),
                Column("crude", "Share", 1, "%"),
                Column("crude_lower", "95% from", 1, "%"),
                Column("crude_upper", "95% to", 1, "%"),
                Column("england", "England", 1, "%"),
                Column("observed_expected", "Observed over expected for age", 2),
                Column("oe_lower", "95% from ", 2),
                Column("oe_upper", "95% to ", 2),
            ),
        ),
    )


def _marks(found: PublishedOverview) -> str:
    return f" (bars); {REST} (marks)" if found.others else ""


def _against(shares: tuple[float | None, float | None], what: str) -> str:
    here, rest = shares
    beside = "" if rest is None else f"; of {REST}, {percent(rest)}"
    return f"{percent(here)} {what}{beside}"


def _most(found: PublishedOverview) -> str:
    """The register furthest above what the ages here would lead one to expect."""
    above = [row for row in found.registers.to_pylist() if (row["oe_lower"] or 0) > 1]
    if not above:
        return "No register is clearly above expected for the ages here"
    most = max(above, key=lambda row: row["observed_expected"])
    times = number(most["observed_expected"], 2)
    return f"{most['title']}: {times} times the cases expected for the ages here"
