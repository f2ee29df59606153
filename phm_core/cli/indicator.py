"""The released value of an indicator, for an area or for every area of a level."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from phm_core.area import WHOLE, Area, Level
from phm_core.errors import RefusedInput, did_you_mean

if TYPE_CHECKING:
    from phm_core.analysis.measured import Measured
    from phm_core.catalogue.schema import Indicator
    from phm_core.start import House

app = typer.Typer()

# What each figure is called here, by its column in a measure.
COLUMNS = {
    "code": "code",
    "name": "name",
    "numerator": "count",
    "denominator": "people",
    "value": "value",
    "lower": "lower",
    "upper": "upper",
    "mark": "mark",
}


# Without a callback, Typer would take 'value' for the indicator's id.
@app.callback()
def group() -> None:
    """Indicators of the catalogue."""


@app.command()
def value(
    identity: Annotated[str, typer.Argument(metavar="ID", help="Indicator.")],
    area: Annotated[
        str, typer.Option("--area", metavar="CODE", help="Area: level:code, or a code.")
    ] = "",
    level: Annotated[
        str,
        typer.Option("--level", help="List its areas: practice, pcn, place ..."),
    ] = "",
    snapshot: Annotated[
        Path | None,
        typer.Option("--snapshot", metavar="DIR", help="Default: the active one."),
    ] = None,
    purpose: Annotated[
        str, typer.Option(help="What the figures are for.")
    ] = "planning",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print an indicator's numerator, denominator, value and 95% interval."""
    from phm_core.settings import Settings
    from phm_core.start import open_house

    house = open_house(Settings(), snapshot)
    found = _measured(house, identity, _area(house, area, level), level, purpose)
    rows = _rows(found, house, area, level)
    if as_json:
        typer.echo(json.dumps(_told(found, rows), ensure_ascii=False))
        return
    released = found.released
    whose = found.choice.lens
    typer.echo(
        f"{found.choice.subject.title}. {found.name}, {released.as_at}, people {whose}."
    )
    for row in rows:
        shown = (
            row["mark"] or "not shown"
            if row["value"] is None
            else f"{row['value']:.1f}% ({row['lower']:.1f} to {row['upper']:.1f}), "
            f"{row['numerator']:,} of {row['denominator']:,}"
        )
        typer.echo(f"{row['name']}: {shown}")
    typer.echo(released.rule)


@app.command()
def published(
    identity: Annotated[str, typer.Argument(metavar="ID", help="Indicator.")],
    area: Annotated[
        str, typer.Option("--area", metavar="CODE", help="Area: level:code, or a code.")
    ] = "",
    snapshot: Annotated[
        Path | None,
        typer.Option("--snapshot", metavar="DIR", help="Default: the active one."),
    ] = None,
    purpose: Annotated[
        str, typer.Option(help="What the figures are for.")
    ] = "planning",
) -> None:
    """Print an indicator beside its published figure, and why they differ."""
    from phm_core.analysis.reconciled import reconcile
    from phm_core.settings import Settings
    from phm_core.start import open_house

    house = open_house(Settings(), snapshot)
    indicator, scope = _indicator(house, identity), house.scope_for(purpose)
    found = reconcile(
        lambda question: house.gateway.ask(question, scope),
        indicator,
        _area(house, area, ""),
        has_people=house.snapshot.has_people,
    )
    typer.echo(f"{indicator.title}. {found.words}")
    for other in found.others:
        typer.echo(f"Also published: {other.words}")


def _indicator(house: "House", identity: str) -> "Indicator":
    known = house.catalogue.indicators
    if identity not in known:
        raise RefusedInput(
            f"There is no indicator called '{identity}'.{did_you_mean(identity, known)}"
        )
    return known[identity]


def _measured(
    house: "House", identity: str, area: Area, level: str, purpose: str
) -> "Measured":
    from phm_core.analysis.measured import Choice, measure
    from phm_core.analysis.subject import of_indicator

    indicator = _indicator(house, identity)
    choice = Choice(
        subject=of_indicator(indicator),
        per=_level(level) if level else area.level,
        area=area if level else WHOLE,
        lens=house.public.built.lenses(area)[0],
        basis=indicator.lead,
    )
    scope = house.scope_for(purpose)
    return measure(
        lambda question: house.gateway.ask(question, scope),
        choice,
        has_people=house.snapshot.has_people,
    )


def _level(name: str) -> Level:
    if name not in list(Level):
        raise RefusedInput(
            f"There is no level called '{name}'.{did_you_mean(name, list(Level))}"
        )
    return Level(name)


def _area(house: "House", text: str, level: str) -> Area:
    """An area from 'level:code', or from a code that one level has."""
    if not text or text == str(WHOLE):
        return WHOLE
    if ":" in text:
        return Area.parse(text)
    levels = [one for one in Level if text in (house.vocabulary.names(str(one)) or {})]
    if not levels:
        raise RefusedInput(
            f"There is no area with the code '{text}'. Write it as level:code, "
            "such as pcn:U12345."
        )
    same = [one for one in levels if str(one) == level]
    return Area((same or levels)[0], text)


def _rows(
    found: "Measured", house: "House", area: str, level: str
) -> list[dict[str, Any]]:
    """The areas asked for: those of a level, one by its code, or the whole."""
    if level and level != str(Level.ICS):
        chosen = found.areas.to_pylist()
    elif area and area != str(WHOLE):
        code = area.rpartition(":")[2]
        chosen = [row for row in found.areas.to_pylist() if row["code"] == code]
    else:
        chosen = [found.whole | {"code": "", "name": house.snapshot.manifest.name}]
    return [{name: row[of] for name, of in COLUMNS.items()} for row in chosen]


def _told(found: "Measured", rows: list[dict[str, Any]]) -> dict[str, Any]:
    """In the form that other programs read; one area stands at the top as well."""
    released, subject = found.released, found.choice.subject
    return {
        "id": subject.id.removeprefix("indicator:"),
        "title": subject.title,
        "as_at": released.as_at.isoformat(),
        "snapshot": released.snapshot,
        "purpose": released.purpose,
        "basis": found.choice.basis,
        "lens": str(found.choice.lens),
        "unit": found.unit,
        "level": str(found.choice.per),
        **(rows[0] if len(rows) == 1 else {}),
        "areas": rows,
        "rule": released.rule,
    }
