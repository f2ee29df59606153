"""What is read of each kind of FHIR resource, as declared in r4.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError

from phm_core.catalogue.faults import sentences
from phm_core.catalogue.schema.entry import Frozen, Id, Text
from phm_core.errors import RefusedInput
from phm_core.onboarding.fhir.paths import BETWEEN, Way, ways
from phm_core.strict_yaml import read_yaml

SHIPPED = Path(__file__).with_name("r4.yaml")


def _checked(path: str) -> str:
    ways(path)
    return path


FhirPath = Annotated[str, AfterValidator(_checked)]
Kind = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z]+$")]


class Parts(Frozen):
    """Parts of a resource that are rows too, such as the pressures of a blood pressure.

    of: path of the parts. take: columns read from the part instead of the whole.
    """

    of: FhirPath
    take: tuple[Id, ...]


class Resource(Frozen):
    """One kind of resource and the columns of its table.

    values: column and path. references: column and path of a reference, whose id alone
    is kept. codes: column and path of a coded value, which becomes three columns: the
    code, its system and its words.
    """

    table: Id
    values: Mapping[Id, FhirPath] = {}
    references: Mapping[Id, FhirPath] = {}
    codes: Mapping[Id, FhirPath] = {}
    parts: Parts | None = None


class Shape(Frozen):
    """How resources become tables.

    systems: address of a code system and our name of it, the best of several codings
    first; another system is kept by its address.
    """

    systems: Mapping[Text, Id]
    resources: Mapping[Kind, Resource]


@dataclass(frozen=True)
class Reading:
    """A kind of resource, ready to be read: each column and the ways to its value.

    `taken` of these, and `taken_codes`, are read from a part instead of the whole.
    """

    table: str
    values: Mapping[str, tuple[Way, ...]]
    references: frozenset[str]
    codes: Mapping[str, tuple[Way, ...]]
    systems: Mapping[str, str]
    parts: Way | None
    taken: Mapping[str, tuple[Way, ...]]
    taken_codes: Mapping[str, tuple[Way, ...]]

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Place of each code system among those that are preferred."""
        return {address: place for place, address in enumerate(self.systems)}

    @property
    def names(self) -> list[str]:
        """Columns of the table, in order."""
        coded = [name for column in self.codes for name in coded_columns(column)]
        return ["id", *self.values, *coded]


def coded_columns(column: str) -> tuple[str, str, str]:
    """Columns of a coded value: its code, the system of the code, and its words."""
    return column, f"{column}_system", f"{column}_text"


@cache
def shape_of(path: Path = SHIPPED) -> Shape:
    """The declaration. Raises RefusedInput with the line of each fault."""
    document = read_yaml(path.read_text(encoding="utf-8"), source=path.name)
    try:
        return Shape.model_validate(document.value)
    except ValidationError as fault:
        said = "\n".join(sentences(fault, document, Shape))
        raise RefusedInput(said) from None


def readings(shape: Shape) -> dict[str, Reading]:
    """How to read each kind of resource that is wanted."""
    return {kind: _reading(one, shape) for kind, one in shape.resources.items()}


def _reading(resource: Resource, shape: Shape) -> Reading:
    paths = dict(resource.values)
    for column, path in resource.references.items():
        paths[column] = f"{path}.reference{BETWEEN}{path}.identifier.value"
    values = {column: ways(path) for column, path in paths.items()}
    codes = {column: ways(path) for column, path in resource.codes.items()}
    take = resource.parts.take if resource.parts else ()
    return Reading(
        table=resource.table,
        values=values,
        references=frozenset(resource.references),
        codes=codes,
        systems=shape.systems,
        parts=ways(resource.parts.of)[0] if resource.parts else None,
        taken={name: values[name] for name in take if name in values},
        taken_codes={name: codes[name] for name in take if name in codes},
    )
