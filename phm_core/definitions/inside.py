"""What stands inside a question: its definitions, and their criteria."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from typing import TypeVar, cast

from phm_core.definitions.document import Definition
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.questions import Question, Standing
from phm_core.definitions.tree import walk

Asked = TypeVar("Asked", bound=Question)


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


def with_definitions(
    question: Asked, change: Callable[[Definition], Definition]
) -> Asked:
    """The same question, about changed definitions."""

    def changed(value: object) -> object:
        if isinstance(value, tuple):
            return tuple(map(changed, cast(tuple[object, ...], value)))
        return change(value) if isinstance(value, Definition) else value

    told = {field.name: getattr(question, field.name) for field in fields(question)}
    return replace(question, **{name: changed(value) for name, value in told.items()})


def criteria(question: Question) -> Iterator[Criterion]:
    """Every criterion of every definition, those inside others too."""
    for definition in definitions(question):
        yield from walk(definition.criteria)


def stated_day(question: Question) -> date | None:
    """The first as-at date that a question states; None where it states none."""
    own = question.as_at if isinstance(question, Standing) else None
    stated = [own, *(one.as_at for one in definitions(question))]
    return next((day for day in stated if day), None)
