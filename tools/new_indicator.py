"""Start the file of a new indicator: `make new-indicator TITLE="Foot ulcers healed"`.

What only a person can say is left empty, with a line above that says what belongs
there; the tests of the catalogue then name every line that is still empty.
"""

import re
import sys
from pathlib import Path
from typing import get_args

from phm_core.catalogue.load import SHIPPED
from phm_core.catalogue.schema.indicator import Aim, Group
from phm_core.errors import PhmError, RefusedInput
from phm_core.start import now

SHORT = 48
FOLDER = SHIPPED / "indicators"
FORM = """\
id: {id}
title: {title}
# At most {short} characters, for charts.
short: {label}
# One sentence: who is counted, among whom, in which window.
meaning:
# One of: {groups}.
group:
# One of: {aims}.
aim:
# The denominator, as a criterion; remove it for everyone.
among: {{age: {{min: }}}}
# The denominator in words, such as: people on the diabetes register.
whom:
# The numerator, as a criterion such as {{register: {{is: diabetes}}}}; it
# counts only among the denominator.
counted:
# The numerator in words, such as: people whose feet were checked.
people:
# higher, lower, or none where neither side is better.
better:
# adjusted (for age and sex) for need, use and outcomes; crude for care given.
lead:
why_it_matters:
# Ids from themes/.
themes: []
# What it cannot show. Remove if there is nothing to say.
caution:
# The year is that of the rules, such as "2024-25".
source: {{title: , year: }}
owner:
reviewed: {today}
review_by: {due}
"""


def identity_of(title: str) -> str:
    """The id that a title gives: lower case, words joined by underscores.

    Raises RefusedInput when nothing is left of it.
    """
    words = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:60].strip("_")
    if not words or not words[0].isalpha():
        raise RefusedInput(
            f"'{title}' gives no id. Begin with a letter: "
            'make new-indicator TITLE="Foot ulcers healed".'
        )
    return words


def start(title: str, folder: Path = FOLDER) -> Path:
    """Write the file; returns where it is. Raises RefusedInput when it is there."""
    identity = identity_of(title)
    path = folder / f"{identity}.yaml"
    if path.exists():
        raise RefusedInput(f"'{path.name}' is there already. Choose another title.")
    today = now().date()
    quoted = '"' + title.replace('"', "'") + '"'
    text = FORM.format(
        id=identity,
        title=quoted,
        short=SHORT,
        label=quoted if len(title) <= SHORT else "",
        groups=", ".join(get_args(Group)),
        aims=", ".join(get_args(Aim)),
        today=today,
        due=today.replace(year=today.year + 1, day=min(today.day, 28)),
    )
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


if __name__ == "__main__":
    try:
        made = start(" ".join(sys.argv[1:]))
    except PhmError as fault:
        sys.exit(str(fault))
    sys.stdout.write(
        f"Fill in {made}, then run: pytest tests/catalogue/test_indicators.py\n"
    )
