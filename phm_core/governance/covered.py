"""Of which practices there are records: said of every number counted of them."""

from dataclasses import dataclass

HUNDRED = 100


@dataclass(frozen=True)
class Covered:
    """Practices that send records, of all of an area, and people on their lists."""

    practices: int
    of_practices: int
    people: int
    of_people: int

    @property
    def whole(self) -> bool:
        """Whether none is missing."""
        return self.practices >= self.of_practices

    @property
    def percent(self) -> float:
        """People on the lists of those practices; by practices where lists lack."""
        if self.of_people:
            return HUNDRED * self.people / self.of_people
        return HUNDRED * self.practices / max(self.of_practices, 1)

    @property
    def words(self) -> str:
        """'61 of 101 practices, 58% of people', or 'all 101 practices'."""
        if not self.whole:
            return (
                f"{self.practices:,} of {self.of_practices:,} practices, "
                f"{self._share} of people"
            )
        few = {0: "no practice", 1: "the one practice"}
        return few.get(self.of_practices, f"all {self.of_practices:,} practices")

    @property
    def held(self) -> str:
        """'records are held of 61 of 101 practices, 58% of people'."""
        return f"records are held of {self.words}"

    @property
    def _share(self) -> str:
        """In whole percent, which never says all, or none, where that is not so."""
        rounded = round(self.percent)
        if rounded >= HUNDRED:
            return "over 99%"
        if rounded == 0 and self.practices:
            return "under 1%"
        return f"{rounded}%"
