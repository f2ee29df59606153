"""Practices by a letter instead of their name, for those outside their network.

A PCN says whether teams beyond it see its practices by name; until it does, they see
"Practice B, Harbour PCN". It keeps a comparison from becoming a league table. It hides
nothing from whoever knows how many people each practice has.
"""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass, replace
from string import ascii_uppercase

import pyarrow as pa

from phm_core.area import Area, Level
from phm_core.engine.public import PublicTables
from phm_core.errors import NotPermitted
from phm_core.gateway.asked import Parts
from phm_core.governance.access import Scope
from phm_core.store.practice_names import Choice, PracticeNames

NOTE = (
    "Practices are shown by a letter, because their PCN has not chosen to show them by "
    "name to your role."
)


@dataclass(frozen=True)
class Coding:
    """What stands for the codes and the names of practices."""

    codes: dict[str, str]
    names: dict[str, str]

    def over(self, parts: Parts) -> Parts:
        """The same with codes and names of coded practices replaced, and a note."""
        tables = {name: self._over(table) for name, table in parts.tables.items()}
        if all(tables[name] is table for name, table in parts.tables.items()):
            return parts
        return replace(parts, tables=tables, notes=(*parts.notes, NOTE))

    def _over(self, table: pa.Table) -> pa.Table:
        texts = [
            place
            for place, field in enumerate(table.schema)
            if pa.types.is_string(field.type)
        ]
        held = {word for place in texts for word in table[place].to_pylist()}
        if not held & self.codes.keys():
            return table
        words = self.codes | self.names
        for place in texts:
            shown = pa.array(
                [words.get(str(word), word) for word in table[place].to_pylist()],
                pa.string(),
            )
            table = table.set_column(place, table.schema.field(place), shown)
        return table


@dataclass(frozen=True)
class Naming:
    """Whether the practices of each PCN are named, as its people choose."""

    public: PublicTables
    choices: PracticeNames
    key: bytes

    def now(self) -> Coding:
        """What stands for practices at the moment."""
        return coding(self.public, self.choices.named(), self.key)

    def chosen(self) -> str:
        """Which PCNs show names, as text: it changes whenever what is shown does."""
        return ",".join(sorted(self.choices.named()))

    def of(self, pcn: str) -> Choice | None:
        """The newest choice of a PCN."""
        return self.choices.of(pcn)

    def preview(self, pcn: str, *, named: bool) -> dict[str, str]:
        """Practices of a PCN by name, and what others would see."""
        others = self.choices.named() - {pcn}
        shown = others | {pcn} if named else others
        found = coding(self.public, shown, self.key)
        rows = self.public.organisations
        names: list[str] = rows.loc[rows["pcn_code"] == pcn, "name"].to_list()
        return {name: found.names.get(name, name) for name in names}

    def choose(self, pcn: str, scope: Scope, *, named: bool) -> None:
        """Keep a choice. Raises NotPermitted for anybody but the PCN itself."""
        own = str(Area(Level.PCN, pcn)) in scope.belongs_to
        if not (own and scope.may("name_practices")):
            raise NotPermitted("Only a PCN says how its own practices are shown.")
        self.choices.choose(pcn, named=named, by=scope.user)


def coding(public: PublicTables, named: Collection[str], key: bytes) -> Coding:
    """Letters for the practices of every PCN that has not chosen to be named.

    named: codes of PCNs that show names. key: keeps the order of the letters from
    following anything that is known.
    """
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    # Former practices too: people can still be registered there.
    every = public.organisation_history.drop_duplicates("practice_code", keep="last")
    for pcn, rows in every[~every["pcn_code"].isin(list(named))].groupby("pcn_code"):
        ordered = sorted(rows["practice_code"], key=lambda code: _order(code, key))
        titles = dict(zip(rows["practice_code"], rows["name"], strict=True))
        for place, code in enumerate(ordered):
            letter, network = letters(place), rows["pcn_name"].iloc[0]
            codes[code] = f"{pcn}-{letter}"
            names[titles[code]] = f"Practice {letter}, {network}"
    return Coding(codes, names)


def letters(place: int) -> str:
    """A, B, ... Z, AA, AB, ... by place from 0."""
    first, last = divmod(place, len(ascii_uppercase))
    return (letters(first - 1) if first else "") + ascii_uppercase[last]


def _order(code: str, key: bytes) -> str:
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()
