"""The rows of a code list that somebody uploaded."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from phm_core.errors import RefusedInput
from phm_core.onboarding.codelist_rows import rows_of
from phm_core.onboarding.uploads.kinds import kind_of
from phm_core.onboarding.uploads.limits import Limits


def codelist(file: Path, into: Path, limits: Limits) -> list[dict[str, Any]]:
    """Each row of a CSV file of codes. Raises RefusedInput for what is no such file."""
    del into, limits
    if kind_of(file) != "text":
        raise RefusedInput("it is no CSV file. Save the code list as 'CSV UTF-8'.")
    return [asdict(row) for row in rows_of(file)]
