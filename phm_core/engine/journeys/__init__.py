"""Journeys: contacts before and after other contacts, and what is told of each."""

from phm_core.engine.journeys.around import Around, around
from phm_core.engine.journeys.clusters import Clusters
from phm_core.engine.journeys.told import Told, told

__all__ = ["Around", "Clusters", "Told", "around", "told"]
