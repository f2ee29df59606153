"""Lists of people in words and tables: who, why, and how old the evidence is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from phm_core.catalogue.contents import Catalogue
from phm_core.charts.dated import dated as since
from phm_core.charts.picture import Column, Sheet
from phm_core.governance.released import Released

NONE = "none recorded"
NAMES = {
    "measurement": "measurements",
    "medication": "medicines",
    "process": "processes",
    "condition": "conditions",
    "score": "scores",
    "activity": "settings_of_care",
}
OTHERS = (Column("needs", "Also open"), Column("near", "Nearly on"))
ADJUSTMENTS = {"housebound": "housebound", "care_home": "lives in a care home"}
Row = Mapping[str, object]


@dataclass(frozen=True)
class Told:
    """What is told of people beside their record.

    practices: names by code. numbers: NHS numbers by pseudonym, where looked up.
    beside: more columns of each person by pseudonym, titled by `headings`; usual: what
    they say of everybody else.
    """

    practices: Mapping[str, str]
    numbers: Mapping[str, str] = field(default_factory=dict[str, str])
    beside: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict[str, Mapping[str, str]]
    )
    headings: Mapping[str, str] = field(default_factory=dict[str, str])
    usual: Mapping[str, str] = field(default_factory=dict[str, str])


def of_people(released: Released, catalogue: Catalogue, told: Told) -> Sheet:
    """A page of people: who, why, and how old each piece of evidence is."""
    people, on = released.tables["people"], released.as_at
    pieces = list(_pieces(people))
    knows = "open_needs" in people.column_names
    rows = [
        {
            "who": told.numbers.get(row["pseudonym"], row["pseudonym"]),
            "priority": _priority(row),
            **told.usual,
            **told.beside.get(row["pseudonym"], {}),
            "age": row["age"],
            "sex": row["sex"],
            "practice": told.practices.get(row["practice_code"], row["practice_code"]),
            **{
                f"{family}:{identity}": _evidence(row, family, identity, catalogue, on)
                for family, identity in pieces
            },
            **(_others(row, catalogue) if knows else {}),
            "contact": dated(row["last_contact"], on),
            "language": language(row),
        }
        for row in people.to_pylist()
    ]
    columns = (
        Column("who", "NHS number" if told.numbers else "Pseudonym"),
        Column("priority", "Why now"),
        *(Column(name, heading) for name, heading in told.headings.items()),
        Column("age", "Age"),
        Column("sex", "Sex"),
        Column("practice", "Practice"),
        *(
            Column(f"{family}:{identity}", label(catalogue, family, identity))
            for family, identity in pieces
        ),
        *(OTHERS if knows else ()),
        Column("contact", "Last GP contact"),
        Column("language", "Language and adjustments"),
    )
    return Sheet(pa.Table.from_pylist(rows), columns)


def label(catalogue: Catalogue, family: str, identity: str) -> str:
    """What a kind of record is called above a column."""
    entry = catalogue.family(NAMES[family])[identity]
    return getattr(entry, "label", entry.title)


def _pieces(people: pa.Table) -> Iterator[tuple[str, str]]:
    for name in people.column_names:
        if name.endswith(":value"):
            family, identity, _ = name.split(":")
            yield family, identity


def _priority(row: Row) -> str:
    """Why now; of those who cannot wait, that they also stand in that lane."""
    also = " (also cannot wait)" if row["urgent"] else ""
    return f"{row['priority']}{also}"


def _evidence(
    row: Row, family: str, identity: str, catalogue: Catalogue, on: date
) -> str:
    """'167 mmHg, 7 September 2026 (7 weeks ago)'."""
    value = row[f"{family}:{identity}:value"]
    when = dated(row[f"{family}:{identity}:date"], on)
    if not isinstance(value, int | float):
        return when
    unit = catalogue.measurements[identity].unit if family == "measurement" else ""
    return f"{value:g} {unit}".strip() + f", {when}"


def dated(when: object, on: date) -> str:
    """A day and how long ago it was, or that there is none."""
    return since(when, on) if isinstance(when, date) else NONE


def _others(row: Row, catalogue: Catalogue) -> dict[str, str]:
    """The other case finders that find somebody, or nearly do, by short names."""
    return {
        "needs": _finders(row["open_needs"], catalogue),
        "near": _finders(row["near"], catalogue),
    }


def _finders(found: object, catalogue: Catalogue) -> str:
    names = found if isinstance(found, list) else []
    return ", ".join(catalogue.casefinders[name].short for name in names) or "nothing"


def language(row: Row) -> str:
    """The main language, and what has to be arranged for a contact."""
    main = str(row["main_language"] or "not known").replace("_", " ")
    said = [main[:1].upper() + main[1:]]
    said += ["interpreter needed"] if row["interpreter_needed"] else []
    said += [word for name, word in ADJUSTMENTS.items() if row.get(name)]
    return ", ".join(said)
