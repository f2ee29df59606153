"""Keeps what was worked out, up to a size, and works everything out once only."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Any, Protocol, TypeVar, cast

from phm_core.engine.watch import POLL_SECONDS, Watch
from phm_core.errors import Cancelled


class Sized(Protocol):
    """Something that knows how much memory it takes."""

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""
        ...


T = TypeVar("T", bound=Sized)


class Memory:
    """Kept values by key; the ones not used for longest leave first.

    limit: bytes. When several threads ask for the same key at once, one works and the
    others wait; if that one is stopped, another takes over.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._kept: OrderedDict[str, Any] = OrderedDict()
        self._begun: dict[str, Future[Any]] = {}
        self._lock = Lock()

    @property
    def nbytes(self) -> int:
        """Bytes held now."""
        return self._held

    def get(self, key: str, make: Callable[[], T], watch: Watch | None = None) -> T:
        """The value of a key, made now if it is not kept."""
        while True:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return cast("T", self._kept[key])
                begun = self._begun.get(key)
                mine = None if begun else self._begun.setdefault(key, Future())
            if mine is not None:
                return self._make(key, make, mine)
            if (
                begun is not None
                and (value := _wait(begun, watch or Watch())) is not None
            ):
                return value

    def has(self, key: str) -> bool:
        """Whether a key is kept now."""
        return key in self._kept

    def _make(self, key: str, make: Callable[[], T], mine: "Future[T]") -> T:
        try:
            value = make()
        except BaseException as fault:
            with self._lock:
                del self._begun[key]
            mine.set_exception(fault)
            raise
        with self._lock:
            del self._begun[key]
            self._keep(key, value)
        mine.set_result(value)
        return value

    def _keep(self, key: str, value: Sized) -> None:
        self._kept[key] = value
        self._held += value.nbytes
        while self._held > self._limit and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._held -= gone.nbytes


def _wait(begun: "Future[T]", watch: Watch | None) -> T | None:
    """What another thread is working out; None when that thread was stopped."""
    while True:
        if watch is not None:
            watch.check()
        try:
            return begun.result(timeout=POLL_SECONDS)
        except TimeoutError:
            continue
        except Cancelled:
            return None
