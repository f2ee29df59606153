"""The pictures of the comparison: areas in order, and on a funnel."""

from typing import Any

import pyarrow as pa

from phm_core.analysis.comparison import Comparison
from phm_core.analysis.measured import Measured
from phm_core.charts import reading, sentences
from phm_core.charts.need import subtitle
from phm_core.charts.picture import Column, Picture, Sheet
from phm_core.charts.ranked import RANKED
from phm_core.charts.words import headed, number
from phm_core.errors import listed, several
from phm_core.governance.once import kept_by_answer

NAMED = 3
PRIZES = (
    ("to_average", "People to gain at the average"),
    ("to_best", "People to gain at the best fifth"),
)


@kept_by_answer
def ranked(found: Comparison, whole: str, picked: str = "") -> Picture:
    """Areas from highest to lowest, with intervals, the whole and England."""
    measured = found.measured
    return Picture(
        spec=RANKED,
        reading=reading.RANKED,
        data={"areas": _rows(found), "references": _references(measured)},
        title=standing_out(found, whole),
        subtitle=subtitle(measured, whole),
        alt=f"{standing_out(found, whole)}. {counts(found, whole)}",
        sheet=sheet(found),
        notes=(
            sentences.reading(measured),
            _lines(measured, whole),
            counts(found, whole),
            how_tested(found),
            _nobody(found),
            _left_out(found),
        ),
        settings={"picked": picked},
    )


def standing_out(found: Comparison, whole: str) -> str:
    """Which areas differ from what is expected, with few false alarms."""
    measured = found.measured
    per = measured.choice.per
    if not found.standing:
        return f"No {per.title} clearly stands out from {whole}"
    said = []
    for side in ("higher", "lower"):
        names = [name for s, name in found.standing if s == side]
        if names:
            more = len(names) - NAMED
            some = names[:NAMED] + ([f"{more} more"] if more > 0 else [])
            said.append(f"{listed(some)} {side}")
    adjusted = measured.choice.basis == "adjusted"
    allowing = ", allowing for age and sex" if adjusted else ""
    return f"Against {whole}{allowing}: {'; '.join(said)}"


def how_tested(found: Comparison) -> str:
    """Among what the named areas stand out."""
    measured = found.measured
    plural = measured.choice.per.plural
    if not measured.choice.subject.of_people:
        return (
            "No area is said to stand out: everybody of a small area has the same "
            "value, so chance among people does not say how far areas may differ."
        )
    if found.tested > 1:
        return (
            f"An area is named when it stands out among {found.tested} indicators of "
            f"all {plural} tested together, as in its profile: at most 5% of those "
            "named are expected to be false alarms."
        )
    if found.chosen_from > 1:
        return (
            f"Named areas: at most 5% are expected to be false alarms, shared out over "
            f"the {found.chosen_from} measures that can be chosen here."
        )
    return "Named areas: at most 5% are expected to be false alarms."


def counts(found: Comparison, whole: str) -> str:
    """How many areas are higher, lower and similar by their own interval."""
    sides = found.ranked["compared"].to_pylist()
    per = found.measured.choice.per
    return (
        f"Colours, by their 95% intervals against {whole}: "
        f"{several(len(sides), per.title, per.plural)}: "
        f"higher {sides.count('higher')}, lower {sides.count('lower')}, "
        f"similar {sides.count('similar')}."
    )


def prize(found: Comparison) -> str:
    """People who would change if every area below the average reached it."""
    indicator = found.measured.choice.subject.indicator
    given = found.prizes.values()
    average = sum(one.to_average or 0 for one in given)
    if indicator is None or not average:
        return ""
    plural = found.measured.choice.per.plural
    more = "fewer" if indicator.better == "lower" else "more"
    side = "above" if indicator.better == "lower" else "below"
    text = (
        f"If the {plural} {side} the average reached it: about {number(average)} "
        f"{more} {indicator.people}."
    )
    best = sum(one.to_best or 0 for one in given)
    if best:
        text += f" At the level of the best fifth of {plural}: about {number(best)}."
    return text


def sheet(found: Comparison) -> Sheet:
    """The areas in order with everything behind each figure."""
    measured = found.measured
    unit = "%" if measured.unit == "%" else ""
    incidence = measured.choice.kind == "incidence"
    columns = (
        Column("name", headed(measured.choice.per.title)),
        Column("value", measured.name, measured.decimals, unit),
        Column("lower", "Lower 95%", measured.decimals),
        Column("upper", "Upper 95%", measured.decimals),
        Column("compared", "Against the whole"),
        Column("count", "New cases" if incidence else "People counted"),
        Column("people", "Person-years" if incidence else "People"),
        Column("expected", "Expected", 0),
    )
    if not found.prizes:
        return Sheet(found.ranked, columns)
    codes: list[Any] = found.ranked["code"].to_pylist()
    table, gains = found.ranked, [found.prizes.get(code) for code in codes]
    for name, title in PRIZES:
        values = [getattr(gain, name, None) for gain in gains]
        table = table.append_column(name, pa.array(values, pa.float64()))
        columns += (Column(name, title),)
    return Sheet(table, columns)


def _rows(found: Comparison) -> pa.Table:
    table, measured = _drawn(found), found.measured
    rows = table.to_pylist()
    texts = [
        r["reason"] if r["value"] is None else sentences.valued(measured, r["value"])
        for r in rows
    ]
    ranges = [sentences.ranged(measured, r["lower"], r["upper"]) for r in rows]
    kept = ("code", "name", "value", "lower", "upper", "people", "compared")
    columns = {name: table[name] for name in kept} | {
        "name": pa.array(_told_apart(rows), pa.string()),
        "order": pa.array(range(len(rows)), pa.int64()),
        "value_text": pa.array(texts, pa.string()),
        "range": pa.array(ranges, pa.string()),
    }
    return pa.Table.from_pydict(columns)


def _drawn(found: Comparison) -> pa.Table:
    """Areas with anybody to count; all of them where nobody is counted in any."""
    people = found.ranked["people"].to_pylist()
    anybody = pa.array([count != 0 for count in people], pa.bool_())
    return found.ranked.filter(anybody) if anybody.true_count else found.ranked


def _nobody(found: Comparison) -> str:
    """How many areas are not drawn, since nobody is counted there."""
    nobody = found.ranked.num_rows - _drawn(found).num_rows
    if not nobody:
        return ""
    per = found.measured.choice.per
    return f"Not drawn: {several(nobody, per.title, per.plural)} with nobody to count."


def _told_apart(rows: list[dict[str, Any]]) -> list[str]:
    """Names, with the code where two areas have the same one."""
    names = [row["name"] for row in rows]
    return [
        f"{row['name']} ({row['code']})"
        if names.count(row["name"]) > 1
        else row["name"]
        for row in rows
    ]


def _references(measured: Measured) -> pa.Table:
    given = {"whole": measured.whole["value"], "england": measured.england}
    rows = [
        {"line": line, "value": value}
        for line, value in given.items()
        if value is not None
    ]
    names = [("line", pa.string()), ("value", pa.float64())]
    return pa.Table.from_pylist(rows, schema=pa.schema(names))


def _lines(measured: Measured, whole: str) -> str:
    """What the lines across the chart are."""
    here = sentences.valued(measured, measured.whole["value"])
    said = f"Solid line: {whole}, {here}."
    if measured.england is None:
        return said
    england = sentences.valued(measured, measured.england)
    return f"{said} Dashed line: England, {england}."


def _left_out(found: Comparison) -> str:
    if not found.left_out:
        return ""
    return (
        f"Counted in the whole but not ranked: {several(found.left_out, 'area')} "
        "(people not allocated to a PCN, or a special-allocation practice)."
    )
