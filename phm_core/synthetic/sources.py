"""What the manifest says of each source of synthetic records."""

from typing import Any

from phm_core.synthetic.world import World

TITLES = {
    "gp_record": "Synthetic GP record",
    "hospital": "Synthetic hospital activity",
    "community": "Synthetic community, mental health and urgent care contacts",
    "social_care": "Synthetic adult social care",
    "registration": "Synthetic GP registration",
}
NOTES = {
    "gp_record": "Results, medicines, reviews and appointments for five years; "
    "diagnoses, and what is done once in a life, as far back as they go; appointments "
    "only while registered in the area",
    "hospital": "Five years, while registered in the area",
    "community": "Five years, while registered in the area",
    "social_care": "Five years, while registered in the area",
}
LICENCE = (
    "Made by code; shaped by national figures under the Open Government Licence v3.0"
)


def of_people(world: World) -> tuple[dict[str, Any], ...]:
    """One entry for each source, fresh to the as-at date and covering everyone."""
    every = world.pack.practices
    # Of a special-allocation service there are no figures, so it counts nowhere.
    practices = int((~every["closed"] & ~every["special"]).sum())
    return tuple(
        {
            "name": name,
            "title": title,
            "synthetic": True,
            "data_through": world.as_at.isoformat(),
            "coverage": 1.0,
            "practices": practices,
            "licence": LICENCE,
            "note": NOTES.get(name, ""),
        }
        for name, title in TITLES.items()
    )
