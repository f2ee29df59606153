"""What every catalogue entry has: an id, a title, a meaning."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1)]
Year = Annotated[str, Field(pattern=r"^\d{4}(-\d{2})?$")]
Percent = Annotated[float, Field(ge=0, le=100)]
ADDRESS = TypeAdapter(HttpUrl)


def _address(value: str) -> str:
    ADDRESS.validate_python(value)
    return value


Address = Annotated[str, AfterValidator(_address)]


class Frozen(BaseModel):
    """Base of every declared value: never changed after reading, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Frozen):
    """Where a rule or a figure comes from."""

    title: Text
    year: Year | None = None
    url: Address | None = None


class Entry(Frozen):
    """One thing in the catalogue.

    `replaces: true` lets a site's own file stand in for the shipped one.
    """

    id: Id
    title: Text
    meaning: Text
    replaces: bool = False

    @property
    def label(self) -> str:
        """Name for charts and pickers."""
        return getattr(self, "short", None) or self.title
