"""Answers kept beneath the gate, a bounded number, least lately used out first."""

from collections import OrderedDict
from threading import Lock

from phm_core.governance.released import Released


class Kept:
    """A bounded cache; keys hold question, scope, snapshot and library."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[str, Released] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Released | None:
        """The answer of a key, if it is still held."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: str, released: Released) -> None:
        """Hold an answer; the least lately used makes way."""
        with self._lock:
            self._held[key] = released
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)

    def __len__(self) -> int:
        return len(self._held)
