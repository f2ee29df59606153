"""The words for a criterion, registered by kind of node."""

from functools import singledispatch

from phm_core.definitions.nodes import Criterion
from phm_core.definitions.vocabulary import Vocabulary


@singledispatch
def say(node: Criterion, said: Vocabulary) -> str:
    """The words for one node; a kind without words is a fault in the program."""
    del said
    raise TypeError(f"'{node.kind}' has no sentence: write one with say.register")
