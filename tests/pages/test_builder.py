import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import drafts, picker
from pages.ui.context import Here
from phm_core.definitions import Criterion, Definition, parse_definition, to_yaml
from phm_core.definitions.questions import Attrition, HowMany
from phm_core.start import House
from tests.pages.conftest import Opened, said

OLDER_WOMEN = """
name: Older women
criteria:
  all:
  - age: {min: 65}
  - sex: {is: female}
"""
NOBODY = """
name: Nobody
criteria:
  all:
  - age: {min: 65}
  - age: {max: 20}
"""
Built = Callable[..., AppTest]


@pytest.fixture
def build(open_page: Opened, house: House) -> Built:
    """Open the builder on a definition, as its link does."""

    def built(text: str, **choices: str) -> AppTest:
        definition = parse_definition(text, house.vocabulary)
        return opened(open_page, definition, **choices)

    return built


def opened(open_page: Opened, definition: Definition, **choices: str) -> AppTest:
    app = open_page("builder", define=drafts.pack(definition), **choices)
    assert not app.exception
    return app


def released(house: House, text: str) -> dict[str, object]:
    of = parse_definition(text, house.vocabulary)
    return dict(house.gateway.ask(HowMany(of), house.scope()).facts)


def total(app: AppTest) -> str:
    return next(m.value for m in app.metric if m.label == "People in the cohort")


def press(app: AppTest, label: str) -> AppTest:
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception
    return app


def choose(app: AppTest, label: str, option: str) -> AppTest:
    next(s for s in app.selectbox if s.label == label).select(option).run()
    assert not app.exception, app.exception
    return app


def test_counts_what_the_gateway_counts(build: Built, house: House) -> None:
    people = released(house, OLDER_WOMEN)["people"]
    assert people
    app = build(OLDER_WOMEN)
    assert total(app) == f"{people:,}"
    assert "aged 65 or over and recorded as female" in said(app)


def test_each_rule_says_what_it_does_alone(build: Built, house: House) -> None:
    of = parse_definition(OLDER_WOMEN, house.vocabulary)
    rows = house.gateway.ask(Attrition(of), house.scope()).tables["rules"].to_pylist()
    captions = said(build(OLDER_WOMEN))
    for row in rows:
        assert f"{row['alone']:,} alone · {row['remaining']:,} left" in captions


def test_a_live_profile_stands_beside_everyone_else(build: Built) -> None:
    app = build(OLDER_WOMEN)
    assert "years older than everyone else" in said(app)
    quiet = build(OLDER_WOMEN, live="no")
    assert "older than everyone else" not in said(quiet)


def test_switching_a_rule_off_counts_without_it(build: Built, house: House) -> None:
    app = build(OLDER_WOMEN)
    women = next(box for box in app.checkbox if "female" in box.label)
    women.uncheck().run()
    alone = OLDER_WOMEN.replace("  - sex: {is: female}\n", "")
    assert total(app) == f"{released(house, alone)['people']:,}"
    assert "switched off: recorded as female" in said(app).lower()
    press(app, "Undo")
    assert total(app) == f"{released(house, OLDER_WOMEN)['people']:,}"


def test_an_edit_changes_the_number_and_keeps_the_inputs(
    build: Built, house: House
) -> None:
    app = choose(build(OLDER_WOMEN), "Add a rule", "Age")
    low = next(n for n in app.number_input if n.label == "From (years)")
    low.set_value(70).run()
    app_keys = [n.key for n in app.number_input if n.label == "From (years)"]
    assert app_keys == [low.key]
    wanted = OLDER_WOMEN + "  - age: {min: 70, max: 74}\n"
    assert total(app) == f"{released(house, wanted)['people']:,}"


def test_nobody_names_the_rule_and_offers_to_switch_it_off(
    build: Built, house: House
) -> None:
    app = build(NOBODY)
    assert total(app) == "0"
    assert "Nobody matches. Without rule" in said(app)
    label = next(b.label for b in app.button if b.label.startswith("Switch off rule"))
    press(app, label)
    kept = "{max: 20}" if label.endswith("1") else "{min: 65}"
    alone = f"name: one\ncriteria:\n  age: {kept}\n"
    assert total(app) == f"{released(house, alone)['people']:,}"


def test_a_few_people_are_hidden_and_the_page_says_what_to_do(
    build: Built, house: House
) -> None:
    text = few(house)
    app = build(text)
    assert total(app) == "not shown"
    assert "Loosen a rule, or choose a larger area." in said(app)


def few(house: House) -> str:
    """A definition that 1 to 7 people match: very old people of one practice."""
    codes = house.public.organisations["practice_code"]
    for code in codes:
        for age in range(99, 84, -1):
            text = (
                "name: Few\ncriteria:\n  all:\n"
                f"  - age: {{min: {age}}}\n  - registered_at: {{practice: {code}}}\n"
            )
            people = released(house, text)["people"]
            if people is None:
                return text
            if people:
                break
    raise AssertionError("Everywhere there are none, or more than 7.")


def kinds(house: House) -> dict[str, Criterion]:
    """One rule of every kind, and of every kind that was not recorded."""
    digest = house.catalogue.digest
    both = (house.catalogue, house.vocabulary)
    found = picker.starters(digest, house.snapshot.id, both)
    by_kind: dict[str, Criterion] = {}
    names: dict[str, str] = {}
    for label, rule in found.items():
        inner = getattr(rule, "of", None)
        key = f"{rule.kind} {inner.kind if isinstance(inner, Criterion) else ''}"
        if key not in by_kind:
            by_kind[key], names[key] = rule, label
    return {names[key]: rule for key, rule in by_kind.items()}


def test_every_kind_of_rule_can_be_added_edited_and_taken_back(
    open_page: Opened, house: House
) -> None:
    offered = kinds(house)
    kinds_offered = {rule.kind for rule in offered.values()} | {"in_cohort"}
    assert kinds_offered == set(Criterion.kinds)
    app = open_page("builder", live="no")
    example = next(iter(house.catalogue.cohorts.values())).definition
    assert example.description in said(app)
    before = total(app)
    for label in offered:
        choose(app, "Add a rule", label)
        fields = [e for e in inputs(app) if "-field" in (e.key or "")]
        group = label.startswith("Group")
        assert bool(fields) != group, label
        assert not app.warning, (label, [w.value for w in app.warning])
        press(app, "Undo")
    assert total(app) == before


def inputs(app: AppTest) -> list[Any]:
    return [*app.number_input, *app.selectbox, *app.multiselect, *app.text_input]


def test_a_cohort_can_be_a_rule_of_another(build: Built, house: House) -> None:
    identity, entry = next(iter(house.catalogue.cohorts.items()))
    app = build(OLDER_WOMEN)
    option = next(
        o
        for s in app.selectbox
        if s.label == "Add a rule"
        for o in s.options
        if o == f"In the cohort: {entry.title}"
    )
    choose(app, "Add a rule", option)
    wanted = OLDER_WOMEN + f"  - in_cohort: {{id: {identity}}}\n"
    shown = released(house, wanted)["people"]
    assert total(app) == ("not shown" if shown is None else f"{shown:,}")


def test_a_wrong_text_is_explained_and_the_draft_stays(build: Built) -> None:
    app = build(OLDER_WOMEN)
    before = total(app)
    app.session_state["start"] = True
    app.run()
    text = next(t for t in app.text_area if "paste" in t.label)
    text.set_value("name: X\ncriteria:\n  condition: {is: diabtes}\n")
    press(app, "Use this text")
    assert "Did you mean 'diabetes'? (the text, line 3)" in app.error[0].value
    assert total(app) == before
    text = next(t for t in app.text_area if "paste" in t.label)
    text.set_value(NOBODY)
    press(app, "Use this text")
    assert total(app) == "0"


def test_its_own_date_and_population_are_said(build: Built) -> None:
    text = OLDER_WOMEN + "population: resident\nas_at: 2025-06-30\n"
    app = build(text)
    infos = " ".join(info.value for info in app.info)
    assert "states its own date, 30 June 2025" in infos
    assert "is about residents" in infos
    press(app, "Use the date of the page")
    assert "states its own date" not in " ".join(info.value for info in app.info)


def test_two_people_saving_one_cohort_lose_nothing(build: Built, house: House) -> None:
    app = build(OLDER_WOMEN.replace("Older women", "Two tabs"), live="no")
    press(app, "Save as a new cohort")
    saved = house.cohorts.find("two_tabs")
    assert saved is not None
    theirs = saved.definition.model_copy(update={"owner": "Dr Other"})
    house.cohorts.save(theirs, identity="two_tabs", edited=1)

    choose(app, "Add a rule", "Core20: the most deprived fifth")
    press(app, "Save as version 2")
    assert "saved as version 2 by Dr Other" in app.error[0].value
    assert "living in deprivation deciles 1 to 2" in said(app)
    press(app, "Save as version 3")
    versions = house.cohorts.versions("two_tabs")
    assert [v.version for v in versions] == [3, 2, 1]
    assert "deprivation" in json.dumps(versions[0].definition.to_wire())


def test_a_reloaded_link_still_saves_the_next_version(
    open_page: Opened, house: House
) -> None:
    definition = parse_definition(OLDER_WOMEN, house.vocabulary)
    saved = house.cohorts.save(
        definition.model_copy(update={"name": "Reloaded", "tags": ("x",)})
    )
    app = opened(open_page, saved.definition, saved=f"{saved.id}.1", live="no")
    assert [b.label for b in app.button if b.label.startswith("Save as v")] == [
        "Save as version 2"
    ]


def test_links_carry_a_draft_both_ways(house: House) -> None:
    definition = parse_definition(OLDER_WOMEN, house.vocabulary)
    packed = drafts.pack(definition)
    assert re.fullmatch(r"[\w=-]+", packed)
    again = drafts.unpack(packed, house.vocabulary)
    assert to_yaml(again.to_wire()) == to_yaml(definition.to_wire())


def test_here_counts_the_definition_that_is_kept(build: Built, house: House) -> None:
    app = build(OLDER_WOMEN, lens="resident")
    here: Here = app.session_state["_here"]
    asked = here.dated(parse_definition(OLDER_WOMEN, house.vocabulary))
    people = house.gateway.ask(HowMany(asked, lens=here.lens), house.scope()).facts[
        "people"
    ]
    assert total(app) == f"{people:,}"
