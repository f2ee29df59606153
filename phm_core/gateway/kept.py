"""Answers kept beneath the gate, a bounded number, least lately used out first."""

from collections import OrderedDict
from threading import Lock

from phm_core.gateway.asked import Parts


class Kept:
    """A bounded cache; keys hold question, scope, snapshot and library."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[str, Parts] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Parts | None:
        """The answer of a key, if it is still held."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: str, parts: Parts) -> None:
        """Hold an answer; the least lately used makes way."""
        with self._lock:
            self._held[key] = parts
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)

    def __len__(self) -> int:
        return len(self._held)
