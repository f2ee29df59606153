"""What to do next after a load was tried or made, in sentences."""

from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from phm_core.onboarding.codes.unmapped import Unmapped
from phm_core.onboarding.loading.difference import Difference, Limits

FILL = (
    "Fill in its first column, put it in the folder that PHM_CODELISTS_DIR names, and "
    "load again."
)


def of_change(found: Difference, limits: Limits, *, follows: bool) -> Iterator[str]:
    """What a load would change. follows: whether it is the next of what runs."""
    yield from found.sentences()
    if follows:
        yield from (f"To be confirmed: {one}." for one in found.unusual(limits))
    else:
        yield "What runs is of another source: nothing of this has to be confirmed."


def after_check(codes: tuple[Unmapped, ...]) -> Iterator[str]:
    """After a load was tried. codes: those that no list knows."""
    yield from _of_codes(codes, None)
    yield (
        "Nothing was published. To load it: the same command with 'load' for 'check'."
    )


def after_load(
    codes: tuple[Unmapped, ...], made: Path, written: Path | None
) -> Iterator[str]:
    """After a snapshot was made. written: where the codes stand now, if anywhere."""
    yield from _of_codes(codes, written)
    yield f"To run the app on it: python -m phm_core snapshot use {quote(str(made))}"


def _of_codes(codes: tuple[Unmapped, ...], written: Path | None) -> Iterator[str]:
    if not codes:
        return
    several = len(codes) > 1
    said = f"{len(codes):,} {'codes have' if several else 'code has'} no meaning"
    rows = sum(one.rows for one in codes)
    set_aside = f"{rows:,} {'rows are' if rows > 1 else 'row is'} set aside"
    where = (
        "To give a meaning, load with --unmapped and the name of a file: it is written "
        "there as a code list."
        if written is None
        else f"The code list to be filled in: {written}."
    )
    yield f"{said} in any list; {set_aside}. {where} {FILL}"
