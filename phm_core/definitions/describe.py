"""Say a criterion in plain English. One function a kind of node.

A Vocabulary gives the names; without one, or for an unknown id, the id is said in
words. The sentence reads after "People": "People aged 40 to 74 and with ...".
"""

from collections.abc import Mapping

# Imported for what they register: the words for each kind of node.
from phm_core.definitions import say_events, say_logic, say_pathways, say_people
from phm_core.definitions.document import Definition
from phm_core.definitions.logic import switched_on
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.say import say
from phm_core.definitions.vocabulary import Vocabulary
from phm_core.period import long_date

REGISTERED = (say_events, say_logic, say_pathways, say_people)


class Ids:
    """A vocabulary without names: every id is said in words."""

    def names(self, family: str) -> Mapping[str, str] | None:
        """No family is known."""
        del family
        return None

    def unit(self, measure: str) -> str:
        """No unit is known."""
        del measure
        return ""


def describe(node: Criterion | Definition, vocabulary: Vocabulary | None = None) -> str:
    """The criterion, or a whole definition, as one sentence."""
    said = vocabulary or Ids()
    if isinstance(node, Definition):
        return _definition(node, said)
    return say(node, said)


def _definition(definition: Definition, said: Vocabulary) -> str:
    who = (
        "People registered at a practice"
        if definition.population == "registered"
        else "People living in the area and registered at a practice"
    )
    on = f" on {long_date(definition.as_at)}" if definition.as_at else ""
    what = say(definition.criteria, said) if switched_on(definition.criteria) else ""
    return f"{who}{on}{': ' if what else ''}{what}."
