"""The key of the one door.

What the engine answers is opened, and what may be shown is made, only with this key.
Only phm_core/gateway imports it; a test of the architecture sees to that.
"""

from typing import Final


class Key:
    """The type of the key: one value, known by identity."""

    __slots__ = ()


DOOR: Final = Key()


def check(key: Key) -> None:
    """Raise TypeError for any other key."""
    if key is not DOOR:
        raise TypeError("Only the gateway may do this: ask a question through it.")
