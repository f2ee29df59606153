"""The two small languages: criteria (who) and questions (what)."""

from phm_core.definitions.document import Definition
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.parse import parse_criterion, parse_definition
from phm_core.definitions.vocabulary import Vocabulary
from phm_core.definitions.wire import key_of, to_json, to_wire, to_yaml

__all__ = [
    "Criterion",
    "Definition",
    "Vocabulary",
    "key_of",
    "parse_criterion",
    "parse_definition",
    "to_json",
    "to_wire",
    "to_yaml",
]
