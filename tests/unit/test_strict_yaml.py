"""Strict YAML: what it means, what it refuses, and on which line."""

import pytest

from phm_core.errors import RefusedInput
from phm_core.strict_yaml import MAX_DEPTH, read_yaml


def value(text):
    return read_yaml(text, source="x.yaml").value


def refusal(text):
    with pytest.raises(RefusedInput) as caught:
        read_yaml(text, source="x.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("no", "no"),
        ("off", "off"),
        ("Yes", "Yes"),
        ("true", True),
        ("'true'", "true"),
        ("null", None),
        ("~", None),
        ("12", 12),
        ("-3", -3),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("2026-10-31", "2026-10-31"),
        ("2024-25", "2024-25"),
        ("0x10", "0x10"),
        ("1:30", "1:30"),
        (".nan", ".nan"),
        ("1_000", "1_000"),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(text, meant):
    found = value(f"a: {text}")["a"]
    assert found == meant
    assert type(found) is type(meant)


def test_json_is_yaml():
    assert value('{"a": [1, {"b": null}]}') == {"a": [1, {"b": None}]}


def test_nothing_is_nothing():
    assert value("") is None


def test_every_part_knows_its_line():
    document = read_yaml("a: 1\nb:\n  - c: 2\n  - d: 3\n", source="x.yaml")
    assert document.line(("b", 1, "d")) == 4
    assert document.line(("b", 1, "missing", "deeper")) == 4
    assert document.line(("none",)) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2", "x.yaml, line 2: 'a' stands twice in one place."),
        ("a: &one 1", "x.yaml, line 1: anchors and aliases are not allowed."),
        ("a: 1\nb: *one", "x.yaml, line 2: anchors and aliases are not allowed."),
        ("a: !!python/name:os.system x", "x.yaml, line 1: the tag"),
        ("a: 1\n---\nb: 2", "x.yaml, line 2: only one document is allowed."),
        ("? [a, b]\n: 1", "x.yaml, line 1: a key must be a word."),
        ("a: 1\n b: 2", "x.yaml, line 2: this is not valid YAML"),
        ("a: \x01", "x.yaml, line 1: there is a character that YAML does not allow."),
    ],
)
def test_what_is_refused_names_the_line(text, said):
    assert refusal(text).startswith(said)


def test_deep_nesting_is_refused_before_it_is_built():
    assert value("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert "nested too deeply" in refusal("[" * 100 + "]" * 100)
    assert "x.yaml, line 1" in refusal("[" * 10_000)


def test_aliases_cannot_multiply():
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert "anchors and aliases are not allowed" in refusal(bomb)
