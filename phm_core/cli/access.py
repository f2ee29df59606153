"""Give people their roles, take them back, and list who has which."""

from typing import Annotated

import typer

app = typer.Typer()

WHO = Annotated[str, typer.Argument(help="As sign-in knows the person.")]
ROLE = Annotated[str, typer.Option(help="Id of a role, such as clinician.")]
AT = Annotated[
    list[str] | None,
    typer.Option(help="Organisation, as level:code; may be given several times."),
]
UNTIL = Annotated[str, typer.Option(help="Last day, as 2027-03-31; empty for good.")]
NAME = Annotated[str, typer.Option(help="Name of the person, for people who read it.")]
BY = Annotated[str, typer.Option(help="Who gives it or takes it back.")]


@app.command()
def give(
    who: WHO,
    role: ROLE,
    by: BY,
    at: AT = None,
    until: UNTIL = "",
    name: NAME = "",
) -> None:
    """Give a role; refused for a role, an organisation or a day that makes no sense."""
    from phm_core.area import Area
    from phm_core.governance.giving import last_day, organisations_fit
    from phm_core.settings import Settings
    from phm_core.start import open_house
    from phm_core.store.access import Grant

    house = open_house(Settings())
    asked = [Area.parse(one) for one in at or ()]
    areas = organisations_fit(house.catalogue, role, asked)
    house.belonging(areas)
    house.access.give(Grant(who, name, role, areas, last_day(until)), by)
    typer.echo(f"{name or who} has the role '{role}' now.")


@app.command("list")
def listing() -> None:
    """Every grant that stands, oldest first."""
    from phm_core.settings import Settings
    from phm_core.start import open_house

    access = open_house(Settings()).access
    for one in reversed(access.every()):
        if one.stands(access.today):
            areas = ", ".join(map(str, one.grant.areas)) or "the whole system"
            until = one.grant.until.isoformat() if one.grant.until else "for good"
            typer.echo(f"{one.id}\t{one.grant.who}\t{one.grant.role}\t{areas}\t{until}")


@app.command("take-back")
def take_back(
    number: Annotated[int, typer.Argument(help="Number of the grant, as listed.")],
    by: BY,
) -> None:
    """End a grant now."""
    from phm_core.settings import Settings
    from phm_core.start import open_house

    open_house(Settings()).access.take_back(number, by)
    typer.echo(f"Grant {number} is taken back.")
