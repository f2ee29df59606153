"""Releases how many people are in a cohort, and what each of its rules does."""

import numpy as np
import pyarrow as pa

from phm_core.definitions.describe import describe
from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import marks, text, whole
from phm_core.governance.disclosure import release_count, release_vector
from phm_core.governance.released import Fact
from phm_core.governance.rule import Rule

UNKNOWN_NOTE = (
    "'Unknown' counts people for whom a rule could not be told, such as no test "
    "result: they are not in the cohort."
)


def how_many(asked: Asked, answer: answers.HowMany) -> Parts:
    """People in the cohort, unknown, and everyone in the population."""
    notes = (UNKNOWN_NOTE,) if answer.unknown else ()
    return Parts(facts=_sizes(answer, asked.rule), notes=notes)


def attrition(asked: Asked, answer: answers.Attrition) -> Parts:
    """The cohort rule by rule."""
    rules = answer.rules
    columns = {
        name: release_vector(
            np.array([getattr(rule, name) for rule in rules], dtype=np.int64),
            asked.rule,
        )
        for name in ("alone", "unknown", "remaining", "gained_if_dropped")
    }
    hidden = np.array([shown.marks != "" for shown in columns.values()])
    said = [describe(rule.criterion, asked.vocabulary) for rule in rules]
    names = [
        rule.criterion.name or sentence
        for rule, sentence in zip(rules, said, strict=True)
    ]
    table = pa.table(
        {
            "position": whole(np.arange(1, len(rules) + 1)),
            "name": text(names),
            "sentence": text(said),
            **{name: whole(shown.values) for name, shown in columns.items()},
            "mark": text(marks(hidden.any(axis=0))),
        }
    )
    notes = (UNKNOWN_NOTE,) if answer.unknown else ()
    return Parts(facts=_sizes(answer, asked.rule), tables={"rules": table}, notes=notes)


def _sizes(answer: answers.HowMany | answers.Attrition, rule: Rule) -> dict[str, Fact]:
    return {
        name: release_count(getattr(answer, name), rule)
        for name in ("people", "unknown", "population")
    }
