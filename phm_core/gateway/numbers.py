"""NHS numbers of people who are known here by a pseudonym; opened by the door alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from phm_core.errors import RefusedInput
from phm_core.nhs_number import synthetic_number
from phm_core.snapshot import Snapshot
from phm_core.store.links import Links
from phm_core.store.project_keys import ProjectKeys


@dataclass(frozen=True)
class Numbers:
    """The numbers behind the pseudonyms of one snapshot."""

    keys: ProjectKeys
    links: Links
    snapshot: Snapshot

    def of(self, pseudonyms: Sequence[str], people: Sequence[int]) -> list[str]:
        """NHS numbers in the same order; synthetic people have numbers for tests.

        people: their row numbers. Raises RefusedInput where the key or a link is gone.
        """
        if self.snapshot.manifest.synthetic:
            return [synthetic_number(person) for person in people]
        key = self.snapshot.manifest.pseudonym_key
        if not key:
            raise RefusedInput(
                "This snapshot does not say by which key its pseudonyms were made, so "
                "nobody can be looked up. Load it again with a project."
            )
        found = self.links.find(self.keys.named(key), pseudonyms)
        missing = [one for one in pseudonyms if one not in found]
        if missing:
            raise RefusedInput(
                f"{len(missing)} of these {len(pseudonyms)} people have no NHS number "
                "in the links, so nobody was looked up. Find them in the practice's "
                "own system."
            )
        return [found[one] for one in pseudonyms]
