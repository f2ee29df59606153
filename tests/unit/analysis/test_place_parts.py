"""Pasted lists and shapes: what they say, and what is said back."""

import json

import pytest

from phm_core.analysis.place_parts import codes_of, joined, read_codes, read_places
from phm_core.analysis.place_shape import in_box, points, small_areas_in
from phm_core.area import Level
from phm_core.engine.public import PublicTables, public_tables
from phm_core.errors import RefusedInput
from phm_core.snapshot import active, verified


@pytest.fixture(scope="module")
def public(area_data) -> PublicTables:
    return public_tables(verified(active(area_data / "snapshots")))


@pytest.fixture(scope="module")
def some(public):
    """Two codes of each of three levels."""
    levels = (Level.PRACTICE, Level.PCN, Level.WARD)
    return {level: tuple(public.areas(level)["code"][:2]) for level in levels}


def test_codes_of_several_levels_with_any_separator(public, some):
    (a, b), (p, _), (w, _) = some.values()
    read = read_codes(f' {a};{b.lower()}\n"{p}",\t{w} | {a}', public)
    assert read.unknown == ()
    assert [part.level for part in read.parts] == list(some)
    assert codes_of(read.parts, Level.PRACTICE) == tuple(sorted((a, b)))


def test_unknown_codes_are_listed_back_with_the_nearest(public, some):
    practice = some[Level.PRACTICE][0]
    read = read_codes(f"{practice} {practice}X NOWHERE", public)
    assert read.unknown[0].startswith(f"'{practice}X' is not a code of this area. Did")
    assert "'NOWHERE' is not a code of this area." in read.unknown[1]
    assert codes_of(read.parts, Level.PRACTICE) == (practice,)


def test_several_places_from_two_columns(public, some):
    (a, b), (p, q), _ = some.values()
    text = (
        f'Place,Code\nNorth,{a}\n"North",{b}\nSouth and sea\t{p}\nSouth and sea;{q}\n'
    )
    read = read_places(text, public)
    assert {name: one.parts[0].codes for name, one in read.items()} == {
        "North": tuple(sorted((a, b))),
        "South and sea": tuple(sorted((p, q))),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("North", "Line 1 .* is not two columns"),
        ("North,A\n,B", "Line 2 has a code but no name"),
        ("\n".join(f"P{i},A" for i in range(60)), "60 Places; 50 is the most"),
        ("x" * 500_000, "too long"),
    ],
)
def test_lists_that_cannot_be_read_are_refused(public, text, said):
    with pytest.raises(RefusedInput, match=said):
        read_places(text, public)


def test_an_empty_list_is_refused(public):
    with pytest.raises(RefusedInput, match="no code in this list"):
        read_codes(" ;, ", public)


def test_parts_of_one_level_become_one(public, some):
    first, second = (read_codes(code, public).parts for code in some[Level.PCN])
    assert joined(first, second)[0].codes == tuple(sorted(some[Level.PCN]))


def around(places, margin=1e-4):
    """A box around points, as GeoJSON coordinates."""
    lons, lats = zip(*[(lon, lat) for _, lon, lat in places], strict=True)
    west, east = min(lons) - margin, max(lons) + margin
    south, north = min(lats) - margin, max(lats) + margin
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def test_a_drawn_shape_holds_the_small_areas_whose_centre_is_inside(public):
    every = points(public)
    one = next(point for point in every)
    shape = {"type": "Polygon", "coordinates": around([one])}
    for wrapped in (
        shape,
        {"type": "Feature", "geometry": shape, "properties": {}},
        {"type": "FeatureCollection", "features": [{"geometry": shape}]},
    ):
        assert small_areas_in(json.dumps(wrapped), public).codes == (one[0],)
    whole = {"type": "MultiPolygon", "coordinates": [around(every)]}
    assert len(small_areas_in(json.dumps(whole), public).codes) == len(every)


def test_a_box_holds_the_same_as_the_shape_of_it(public):
    some = points(public)[:20]
    ring = around(some)[0]
    across, up = (ring[2][0], ring[0][0]), (ring[0][1], ring[2][1])
    shape = {"type": "Polygon", "coordinates": [ring]}
    boxed = in_box(public, across, up)
    assert set(boxed) == set(small_areas_in(json.dumps(shape), public).codes)
    assert {code for code, *_ in some} <= set(boxed)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not json", "not GeoJSON"),
        ("[1, 2]", "no polygon"),
        ('{"type": "Point", "coordinates": [0, 0]}', "no polygon"),
        ('{"type": "Polygon", "coordinates": [["a", "b"]]}', "cannot be read"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}',
         "No small area"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "GeoJSON"),
    ],
)  # fmt: skip
def test_shapes_that_cannot_be_used_are_refused(public, text, said):
    with pytest.raises(RefusedInput, match=said):
        small_areas_in(text, public)
