"""How much a file that somebody uploaded may cost to read."""

from dataclasses import dataclass

from phm_core.errors import RefusedInput

MEGABYTE = 1 << 20
GIGABYTE = 1 << 30


@dataclass(frozen=True)
class Limits:
    """What reading one file may take.

    file, unpacked: bytes as it came, and as it is written. times: how many times as
    large it may become. files: in an archive. columns, rows: of a table. seconds: of
    processor time; by the clock it may take twice as long. memory: bytes of address
    space.
    """

    file: int = 2 * GIGABYTE
    unpacked: int = 20 * GIGABYTE
    times: int = 200
    files: int = 1_000
    columns: int = 2_000
    rows: int = 500_000_000
    seconds: int = 900
    memory: int = 4 * GIGABYTE

    def small_enough(self, name: str, size: int) -> None:
        """Raise RefusedInput for a file that is larger than one may be."""
        if size > self.file:
            raise RefusedInput(
                f"'{name}' has {size / MEGABYTE:,.0f} MB; at most "
                f"{self.file / MEGABYTE:,.0f} MB are read. Split it, or leave out "
                "columns that are not needed."
            )

    def most_unpacked(self, size: int) -> int:
        """The most bytes that a file of some size may become."""
        return min(self.unpacked, max(size, MEGABYTE) * self.times)


ROOMY = Limits()
# A shape that somebody drew, or a list: small, and somebody waits.
SMALL = Limits(file=5 * MEGABYTE, unpacked=20 * MEGABYTE, seconds=20, memory=GIGABYTE)
