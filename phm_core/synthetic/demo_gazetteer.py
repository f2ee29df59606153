"""The invented places of the Demo ICS: names, codes and where settlements lie.

Distances are kilometres east and north of the south-west corner of the county. The
county lies in the North Sea, so that nobody takes it for a real one.
"""

from typing import NamedTuple

ICB_CODE = "DX1"
ICB_NAME = "Eldenshire Demo ICS"
SUB_ICB_CODE = "D1X"
UPPER_TIER = ("D10000001", "Eldenshire")
ORIGIN = (2.05, 54.45)
"""Longitude and latitude of the south-west corner."""

COAST_KM = (
    (0.0, 0.0),
    (11.0, 0.6),
    (17.0, 2.2),
    (23.0, 1.4),
    (27.5, 3.6),
    (31.0, 6.8),
    (35.5, 9.2),
    (36.6, 12.6),
    (35.2, 15.4),
    (37.8, 17.2),
    (41.2, 21.8),
    (43.2, 27.0),
    (42.0, 34.0),
    (0.0, 34.0),
)
"""The land: sea to the south and east, a county boundary to the north and west."""


class Settlement(NamedTuple):
    """A settlement that small areas gather around."""

    name: str
    kind: str
    x: float
    y: float
    cells: int
    spread: float
    district: int
    deprived: float
    older: float


SETTLEMENTS = (
    Settlement("Eldenmouth Harbour", "city", 34.2, 12.4, 15, 0.95, 0, 1.35, -0.08),
    Settlement("Eldenmouth Central", "city", 32.2, 13.9, 16, 1.05, 0, 0.75, -0.12),
    Settlement("Fenner's Hill", "suburb", 29.6, 15.4, 14, 1.30, 0, -0.55, 0.10),
    Settlement("Harrowmere", "suburb", 31.2, 10.3, 12, 1.20, 0, -0.10, 0.00),
    Settlement("Gullstrand", "coast", 39.0, 19.6, 13, 1.25, 1, 0.85, 0.45),
    Settlement("Cawsey Bay", "coast", 41.0, 25.4, 9, 1.40, 1, 0.00, 0.60),
    Settlement("Quillham", "town", 17.4, 14.6, 16, 1.35, 2, 0.15, 0.00),
    Settlement("Wrenbridge", "town", 12.4, 24.2, 11, 1.25, 2, 0.00, 0.10),
    Settlement("Saltmarrow", "coast", 22.0, 4.2, 6, 1.10, 2, 0.30, 0.35),
    Settlement("Elden Wolds", "countryside", 24.0, 25.0, 20, 9.0, 1, -0.75, 0.30),
    Settlement("Marrow Fen", "countryside", 8.5, 8.5, 18, 7.0, 2, -0.45, 0.25),
)

DISTRICTS = (
    ("D07000001", "Eldenmouth"),
    ("D07000002", "Gullstrand and Wolds"),
    ("D07000003", "Quill Valley"),
)
PLACES = (
    ("DEM", "Eldenmouth"),
    ("DGC", "Gullstrand Coast"),
    ("DQV", "Quill Vale"),
    ("DWF", "Wolds and Fen"),
)


class Network(NamedTuple):
    """A primary care network and the settlements that its practices stand in."""

    code: str
    name: str
    place: int
    settlements: tuple[int, ...]
    larger: float = 0.0
    """Logarithm of how much larger its practices are than the others."""


NETWORKS = (
    Network("DU0001", "Eldenmouth Harbour PCN", 0, (0,)),
    Network("DU0002", "Eldenmouth Central PCN", 0, (1,)),
    Network("DU0003", "Fenner and Harrow PCN", 0, (2, 3)),
    Network("DU0004", "Gullstrand Bay PCN", 1, (4, 5)),
    Network("DU0005", "Quillham PCN", 2, (6,)),
    Network("DU0006", "Wrenbridge and Saltmarrow PCN", 2, (7, 8)),
    Network("DU0007", "Wolds and Fen PCN", 3, (9, 10), 0.4),
)
NEIGHBOURHOODS = (
    ("DN01", "Harbourside", 34.6, 11.0),
    ("DN02", "Elden Heights", 30.2, 14.6),
    ("DN03", "Strand and Wolds", 37.5, 23.5),
    ("DN04", "Quill Valley North", 15.0, 22.0),
    ("DN05", "Marrow Levels", 17.0, 9.0),
)
"""Footprints of the integrated teams: drawn by distance, so they cut across PCNs."""

NULL_PLACE = "DQV"
"""The Place in which, by design, nothing differs from the whole beyond chance."""
STEEPER = 1.4
"""Power on the ratios between deprivation tenths: as the null Place has no gradient,
the rest has a steeper one, so that the county as a whole has England's."""

SURGERIES = (
    "Lantern Street Surgery",
    "Ropewalk Medical Centre",
    "Quayside Practice",
    "Drs Amberley and Finch",
    "Castlegate Surgery",
    "Weaver's Row Practice",
    "Old Exchange Medical Centre",
    "Mallory Road Surgery",
    "Fenner's Hill Practice",
    "Orchard Rise Surgery",
    "Harrowmere Health Centre",
    "Larkfield Practice",
    "Gullstrand Pier Surgery",
    "Sandling Medical Centre",
    "Cawsey Bay Practice",
    "Lighthouse Lane Surgery",
    "Quillham Market Surgery",
    "Tannery Bridge Practice",
    "Alder Court Medical Centre",
    "Goosegreen Surgery",
    "Wrenbridge Mill Practice",
    "Priory Meadow Surgery",
    "Saltmarrow Practice",
    "Dovecote Lane Surgery",
    "Wolds Edge Surgery",
    "Hollin Moor Practice",
    "Marrow Fen Medical Centre",
    "Three Ways Surgery",
)
WARD_WORDS = (
    "Harbour",
    "Ropewalk",
    "Castlegate",
    "Exchange",
    "Mallory",
    "Beacon",
    "Larkfield",
    "Orchard",
    "Strand",
    "Lighthouse",
    "Cawsey",
    "Market",
    "Tannery",
    "Goosegreen",
    "Mill",
    "Priory",
    "Marsh",
    "Hollin",
    "Dovecote",
    "Levels",
    "Fallow",
    "Heron",
    "Osier",
    "Barrow",
    "Sallow",
    "Tithe",
    "Whin",
    "Yarrow",
    "Cobble",
    "Dyke",
)
SUPPLIERS = ("TPP", "EMIS", "TPP", "EMIS", "Medicus")
