"""What stands inside a question: its definitions, and their criteria."""

from collections.abc import Iterator
from dataclasses import fields
from typing import cast

from phm_core.definitions.document import Definition
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.questions import Question
from phm_core.definitions.tree import walk


def definitions(question: Question) -> Iterator[Definition]:
    """The definitions that a question names."""
    for field in fields(question):
        value: object = getattr(question, field.name)
        several = cast(
            tuple[object, ...], value if isinstance(value, tuple) else (value,)
        )
        for one in several:
            if isinstance(one, Definition):
                yield one


def criteria(question: Question) -> Iterator[Criterion]:
    """Every criterion of every definition, those inside others too."""
    for definition in definitions(question):
        yield from walk(definition.criteria)
