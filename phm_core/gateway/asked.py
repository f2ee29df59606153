"""A question that was allowed, with what its release needs to know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pyarrow as pa

from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.questions import Question
from phm_core.definitions.vocabulary import Vocabulary
from phm_core.gateway.numbers import Numbers
from phm_core.governance.permission import Terms
from phm_core.governance.released import Fact
from phm_core.governance.rule import Rule


@dataclass(frozen=True)
class Asked:
    """The question, the terms it is answered on, and what ids are called."""

    question: Question
    terms: Terms
    catalogue: Catalogue
    vocabulary: Vocabulary
    numbers: Numbers

    @property
    def rule(self) -> Rule:
        """How counts are protected."""
        return self.terms.rule


@dataclass(frozen=True)
class Parts:
    """What is released of one answer; the gateway adds the rest."""

    facts: Mapping[str, Fact] = field(default_factory=dict)
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


Releaser: TypeAlias = Callable[[Asked, Any], Parts]
