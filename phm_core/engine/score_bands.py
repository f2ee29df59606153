"""The bands of a score as spans of its values."""

from phm_core.catalogue.schema import ScoreBand
from phm_core.engine.inner import Span


def band_spans(bands: tuple[ScoreBand, ...]) -> dict[str, Span]:
    """From each band's start up to the next; the first takes everything below too."""
    found: dict[str, Span] = {}
    for band, after in zip(bands, [*bands[1:], None], strict=True):
        first = band is bands[0]
        found[band.id] = Span(
            at_least=None if first else band.at_least,
            above=None if first else band.above,
            at_most=after.above if after else None,
            below=after.at_least if after else None,
        )
    return found
