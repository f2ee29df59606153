"""Exact answers that may disclose: closed until the gateway opens them."""

from typing import Generic, NoReturn, SupportsIndex, TypeVar

from phm_core.governance.door import Key, check

T = TypeVar("T")


class Disclosive(Generic[T]):
    """A value that cannot be printed, iterated, measured, copied or pickled."""

    __slots__ = ("__value",)

    def __init__(self, value: T) -> None:
        self.__value = value

    def open(self, key: Key) -> T:
        """The exact value, for the gateway only. Raises TypeError for anybody else."""
        check(key)
        return self.__value

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError("An exact answer is not copied, pickled or sent anywhere.")
