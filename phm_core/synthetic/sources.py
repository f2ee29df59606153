"""What the manifest says of each source of synthetic records."""

from typing import Any

from phm_core.synthetic.attendances import DETAIL_MONTHS
from phm_core.synthetic.contacts import HISTORY_MONTHS
from phm_core.synthetic.treatment import HISTORY_MONTHS as MEDICINES_MONTHS
from phm_core.synthetic.world import World

TITLES = {
    "gp_record": "Synthetic GP record",
    "hospital": "Synthetic hospital activity",
    "community": "Synthetic community, mental health and urgent care contacts",
    "social_care": "Synthetic adult social care",
    "registration": "Synthetic GP registration",
}
NOTES = {
    "gp_record": f"GP appointments for {HISTORY_MONTHS['gp']} months and repeat issues "
    f"of medicines for {MEDICINES_MONTHS} months, most reviews for two years and most "
    "results for three; diagnoses, blood pressure, HbA1c and eGFR for five",
    "hospital": f"Outpatients for {HISTORY_MONTHS['outpatient']} months and the detail "
    f"of attendances for {DETAIL_MONTHS}; all else for five years",
    "community": f"Community contacts for {HISTORY_MONTHS['community']} months; mental "
    f"health and 111 for {HISTORY_MONTHS['nhs111']}",
}
LICENCE = (
    "Made by code; shaped by national figures under the Open Government Licence v3.0"
)


def of_people(world: World) -> tuple[dict[str, Any], ...]:
    """One entry for each source, fresh to the as-at date and covering everyone."""
    practices = int((~world.pack.practices["closed"]).sum())
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
