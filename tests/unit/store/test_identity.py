"""Keys, pseudonyms and links: what they tell, and what they never tell."""

import hashlib
import hmac
import sqlite3
from base64 import b32encode
from pathlib import Path

import pytest

from phm_core.errors import RefusedInput
from phm_core.nhs_number import synthetic_number as number_of
from phm_core.store.links import Links
from phm_core.store.project_keys import ProjectKeys

NUMBER = "9991358013"


@pytest.fixture
def keys(tmp_path: Path) -> ProjectKeys:
    return ProjectKeys(tmp_path / "identity")


@pytest.fixture
def links(tmp_path: Path) -> Links:
    return Links(tmp_path / "identity" / "links.db")


def test_a_pseudonym_is_an_hmac_of_the_ten_digits(keys: ProjectKeys):
    key = keys.make("planning")
    made = hmac.new(key.secret, NUMBER.encode(), hashlib.sha256).digest()
    expected = b32encode(made).decode().lower()[:26]
    assert key.pseudonym(NUMBER) == key.pseudonym("999 135 8013") == expected


def test_a_project_has_its_own_pseudonyms_and_keeps_them(keys: ProjectKeys):
    first, other = keys.make("planning"), keys.make("falls")
    assert first.pseudonym(NUMBER) != other.pseudonym(NUMBER)
    again = ProjectKeys(keys.folder).newest("planning")
    assert again.pseudonym(NUMBER) == first.pseudonym(NUMBER)
    assert [key.id for key in keys.every()] == [other.id, first.id]


def test_a_rotation_gives_new_pseudonyms_and_keeps_the_old_key(keys: ProjectKeys):
    old, new = keys.make("planning"), keys.rotate("planning")
    assert (old.epoch, new.epoch) == (1, 2)
    assert old.pseudonym(NUMBER) != new.pseudonym(NUMBER)
    assert keys.named(old.id) == old
    assert keys.newest("planning") == new


def test_a_key_is_for_its_owner_alone_and_never_printed(keys: ProjectKeys):
    key = keys.make("planning")
    [file] = keys.folder.glob("*.key")
    assert file.stat().st_mode & 0o777 == 0o600
    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)
    assert key.secret.hex()[:8] not in key.id


@pytest.mark.parametrize("name", ["", "a", "../escape", "Über", "a b", "x" * 41])
def test_a_project_has_a_plain_name(keys: ProjectKeys, name: str):
    with pytest.raises(RefusedInput, match="cannot name a project"):
        keys.make(name)
    assert not keys.folder.exists()


def test_what_is_missing_is_said_with_the_next_step(keys: ProjectKeys):
    keys.make("planning")
    with pytest.raises(RefusedInput, match="Did you mean 'planning'"):
        keys.newest("planing")
    with pytest.raises(RefusedInput, match="identity rotate planning"):
        keys.make("planning")
    with pytest.raises(RefusedInput, match="Restore it from a backup"):
        keys.named("planning-1-00000000")
    file = keys.folder / "planning-1.key"
    file.write_bytes(b"short")
    with pytest.raises(RefusedInput, match="is not a project key"):
        keys.newest("planning")


def test_links_lead_back_under_their_own_key_alone(keys: ProjectKeys, links: Links):
    key, other = keys.make("planning"), keys.make("falls")
    numbers = [number_of(person) for person in range(1_200)]
    pseudonyms = links.add(key, numbers)
    assert links.find(key, pseudonyms) == dict(zip(pseudonyms, numbers, strict=True))
    assert links.find(other, pseudonyms) == {}
    assert links.find(key, ["unknown"]) == {}
    assert links.add(key, numbers[:2]) == pseudonyms[:2]


def test_a_wrong_number_keeps_none_of_them(keys: ProjectKeys, links: Links):
    key = keys.make("planning")
    with pytest.raises(RefusedInput):
        links.add(key, [NUMBER, "0000000000"])
    assert links.find(key, [key.pseudonym(NUMBER)]) == {}


def test_the_folder_is_for_its_owner_alone(keys: ProjectKeys, links: Links):
    links.add(keys.make("planning"), [NUMBER])
    for path in (keys.folder, *keys.folder.iterdir()):
        assert path.stat().st_mode & 0o077 == 0


def test_a_stolen_file_of_links_says_nothing(
    tmp_path: Path, keys: ProjectKeys, links: Links
):
    key = keys.make("planning")
    links.add(key, [NUMBER])
    bytes_of = b"".join(
        path.read_bytes() for path in (tmp_path / "identity").glob("links.db*")
    )
    assert NUMBER.encode() not in bytes_of
    assert key.secret not in bytes_of


def test_links_that_change_places_are_found(
    tmp_path: Path, keys: ProjectKeys, links: Links
):
    key = keys.make("planning")
    first, second = links.add(key, [NUMBER, number_of(1)])
    with sqlite3.connect(tmp_path / "identity" / "links.db") as raw:
        take = "(SELECT sealed FROM link WHERE pseudonym = ?)"
        change = f"UPDATE link SET sealed = {take} WHERE pseudonym = ?"  # noqa: S608  # two constants
        raw.execute(change, (second, first))
    raw.close()
    with pytest.raises(RefusedInput, match="was altered"):
        links.find(key, [first])


def test_a_rotation_leads_from_old_to_new_pseudonyms(keys: ProjectKeys, links: Links):
    old = keys.make("planning")
    numbers = [NUMBER, number_of(1)]
    before = links.add(old, numbers)
    new = keys.rotate("planning")
    moved = links.rotate(old, new)
    after = [new.pseudonym(number) for number in numbers]
    assert moved == dict(zip(before, after, strict=True))
    assert links.find(new, after) == dict(zip(after, numbers, strict=True))
    assert links.forget(old) == 2
    assert links.find(old, before) == {}
    assert len(links.find(new, after)) == 2
