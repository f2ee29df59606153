"""What answers questions exactly, as the parts of the gateway see it."""

from typing import Any, Protocol

from phm_core.definitions.questions import Question
from phm_core.engine.policy import Rows
from phm_core.engine.watch import Watch
from phm_core.governance.disclosive import Disclosive


class Exact(Protocol):
    """What answers questions exactly: the engine."""

    def answer(
        self, question: Question, within: Rows, watch: Watch | None = None
    ) -> Disclosive[Any]:
        """The exact answer, closed."""
        ...
