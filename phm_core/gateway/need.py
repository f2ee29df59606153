"""Releases areas described: people, deprivation and age."""

import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import decimal, marks, text, whole
from phm_core.gateway.ground import (
    area_columns,
    deprivation_columns,
    mean_of,
    not_ranked_note,
    rankable,
)
from phm_core.gateway.shares import vector_of
from phm_core.governance.rule import Rule


def need(asked: Asked, answer: answers.Need) -> Parts:
    """Each area and the whole, with the people in them."""
    total = answer.whole_ground
    columns = _columns(answer.ground, int(total.people[0]), asked.rule)
    table = pa.table(area_columns(answer.areas) | columns | rankable(answer.areas))
    whole_table = pa.table(
        {"code": text([""]), "name": text(["Whole"])}
        | _columns(total, int(total.people[0]), asked.rule)
        | {"rankable": pa.array([False])}
    )
    return Parts(
        tables={"areas": table, "whole": whole_table},
        notes=not_ranked_note(answer.areas),
    )


def _columns(ground: answers.Ground, total: int, rule: Rule) -> dict[str, pa.Array]:
    people = vector_of(ground.people, total, rule)
    return {
        "people": whole(people.values),
        **deprivation_columns(ground, rule),
        "mean_age": decimal(mean_of(ground.age, ground.age_known, rule)),
        "mark": text(marks(people.marks != "", empty=ground.people == 0)),
    }
