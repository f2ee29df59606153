"""Where each question registers its answer."""

from functools import singledispatch

from phm_core.definitions.questions import Question
from phm_core.engine.answers import Answer
from phm_core.engine.here import Here


@singledispatch
def exact(question: Question, _here: Here) -> Answer:
    """The exact answer to a question. Every kind of question registers its own."""
    raise TypeError(f"'{type(question).__name__}' has no answer")
