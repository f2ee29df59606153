"""The one door: permit, audit, answer, protect, release."""

from phm_core.engine.watch import Progress, Watch
from phm_core.gateway.door import Gateway
from phm_core.gateway.foundation import Ground
from phm_core.gateway.words import Words

__all__ = ["Gateway", "Ground", "Progress", "Watch", "Words"]
