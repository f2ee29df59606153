"""Releases published figures of indicators. They are public: nothing is hidden."""

from dataclasses import replace

import pyarrow as pa

from phm_core.engine import answers
from phm_core.engine.answers import Figure
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import text
from phm_core.methods import proportion

PERCENT = 100
NUMBERS = ("numerator", "denominator", "value", "lower", "upper")


def comparators(asked: Asked, answer: answers.Comparators) -> Parts:
    """One row a figure: indicator, year, level, code, name, counts, value, limits.

    A value, and its 95% interval (Wilson), follow from the counts where they are known.
    """
    del asked
    figures = [_worked_out(figure) for figure in answer.figures]
    words = ("indicator", "year", "level", "code", "name", "source")
    columns = {name: text(getattr(one, name) for one in figures) for name in words}
    columns |= {
        name: pa.array([getattr(one, name) for one in figures], pa.float64())
        for name in NUMBERS
    }
    columns["practices"] = pa.array([one.practices for one in figures], pa.int64())
    sources = sorted({one.source for one in figures if one.source})
    return Parts(
        facts={"figures": len(figures)},
        tables={"figures": pa.table(columns)},
        notes=tuple(f"Published: {source}." for source in sources),
    )


def _worked_out(figure: Figure) -> Figure:
    if figure.numerator is None or not figure.denominator:
        return figure
    found = proportion(figure.numerator, figure.denominator, per=PERCENT)
    given = figure.value
    return replace(
        figure,
        value=float(found.value) if given is None else given,
        lower=float(found.lower) if figure.lower is None else figure.lower,
        upper=float(found.upper) if figure.upper is None else figure.upper,
    )
