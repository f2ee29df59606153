"""The benchmarks run: equal answers first, then wide guards on ratios."""

from pathlib import Path

import pytest

from benchmarks import menu
from benchmarks.menu import GUARDS, main
from benchmarks.result import FAIL, PASS, at_least, at_most
from benchmarks.timing import side_by_side

PEOPLE = "5000"


def test_smoke_run_gives_equal_answers_and_prints_every_goal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--smoke", "--people", PEOPLE, "--data", str(tmp_path)])
    printed = capsys.readouterr().out
    assert "5,000 people" in printed
    assert all(name in printed for name in GUARDS)


def test_a_separate_target_is_not_run_unless_it_is_asked_for(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(menu, "TARGETS", {"P3": lambda _ground: []})
    assert main(["--data", str(tmp_path)]) == 0
    assert "NOT RUN" in capsys.readouterr().out
    assert main(["--only", "p3", "--data", str(tmp_path)]) == 0
    assert "NOT RUN" not in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_an_unknown_goal_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "P99"])
    assert "There is no goal P99" in capsys.readouterr().err


def test_ways_take_turns_and_each_runs_once_untimed() -> None:
    order: list[str] = []
    ways = {name: lambda name=name: order.append(name) for name in "ab"}
    assert set(side_by_side(ways, passes=3)) == {"a", "b"}
    assert order == ["a", "b"] * 4


def test_verdicts_include_the_goal_itself() -> None:
    assert (at_least(10.0, 10.0), at_least(9.99, 10.0)) == (PASS, FAIL)
    assert (at_most(8.0, 8.0), at_most(8.01, 8.0)) == (PASS, FAIL)
