"""The plain reference: what every criterion means, in loops over rows."""

from phm_core.engine.reference import pathways, people, records
from phm_core.engine.reference.core import World, holds, read_world, truths

__all__ = ["World", "holds", "pathways", "people", "read_world", "records", "truths"]
