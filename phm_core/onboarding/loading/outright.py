"""What the names of tables and of their columns say outright."""

from collections.abc import Mapping
from typing import Any

from phm_core.catalogue.schema import Intake
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.scoring import alike, how_read
from phm_core.onboarding.loading.spellings import plain, words_of

NO_CONTACT = {
    "diagnosis", "diagnosed", "onset", "problem", "issue", "issued", "prescription",
    "test", "result", "sample", "taken", "birth", "death",
}  # fmt: skip
"""Words of a day on which somebody was not seen."""


def of_another(how: Any) -> bool:
    """Whether a column of days is of something that is no contact, by its name."""
    name = how.get("column", "") if isinstance(how, dict) else how or ""
    return bool(NO_CONTACT.intersection(words_of(name)))


def told_by(one: Profile, intake: Intake, columns: Mapping[str, Any]) -> bool:
    """Whether the names of its columns say outright which table of ours one is."""
    said = {str(how_read(intake.column(n), s)): s.name
            for n in intake.told_by for s in one.readable}  # fmt: skip
    return bool(intake.told_by) and all(
        name in columns
        and alike(
            said.get(str(columns[name]), ""),
            {plain(w) for w in (name, *intake.column(name).also_called)},
        )
        for name in intake.told_by
    )


def told_by_name(one: Profile, intake: Intake) -> dict[str, Any]:
    """Words that the name of a table says, such as community."""
    found: dict[str, Any] = {}
    called = plain(one.table.name).split("_")
    words = {*called, *(word.removesuffix("s") for word in called)}
    for given in (each for each in intake.columns if each.told_by_table):
        fits = {
            spelling: word
            for word, others in given.words.items()
            for other in (word, *others)
            if (spelling := words_of(other)) and words.issuperset(spelling)
        }
        longest = max(map(len, fits), default=0)
        said = {word for spelling, word in fits.items() if len(spelling) == longest}
        if len(said) == 1:
            found[given.name] = {"constant": said.pop()}
    return found
