"""The command line finds its groups and turns faults into sentences."""

import sys
from pathlib import Path

import pytest

from phm_core import cli
from phm_core.errors import Cancelled, NotPermitted, RefusedInput

GROUP = '''"""Greet people."""
import typer
app = typer.Typer()

@app.command()
def hello(name: str):
    """Say hello."""
    typer.echo(f"Hello {name}")
'''
COMMAND = '''"""Refuse everything."""
from phm_core.errors import RefusedInput, NotPermitted

def register(program):
    @program.command("refuse")
    def refuse(kind: str):
        """Refuse."""
        raise {"input": RefusedInput, "role": NotPermitted}[kind]("Not that one.")
'''
BROKEN = '"""Cannot be imported."""\nimport no_such_module_at_all\n'


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in [("greet", GROUP), ("refuse", COMMAND), ("broken", BROKEN)]:
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        monkeypatch.delitem(sys.modules, f"phm_core.cli.{name}", raising=False)
    monkeypatch.setattr(cli, "__path__", [str(tmp_path)])


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    return int(stopped.value.code or 0)


@pytest.mark.usefixtures("groups")
def test_help_lists_every_group_without_importing_any(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("--help") == 0
    shown = capsys.readouterr().out
    for line in ("Greet people.", "Refuse everything.", "Cannot be imported."):
        assert line in shown
    assert "phm_core.cli.greet" not in sys.modules


@pytest.mark.usefixtures("groups")
def test_a_module_with_an_app_is_a_group_even_with_one_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("greet", "hello", "Ada") == 0
    assert capsys.readouterr().out == "Hello Ada\n"


@pytest.mark.usefixtures("groups")
@pytest.mark.parametrize(("kind", "code"), [("input", 2), ("role", 3)])
def test_a_refusal_is_one_sentence_and_an_exit_code(
    kind: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("refuse", kind) == code
    assert capsys.readouterr().err == "Not that one.\n"


@pytest.mark.usefixtures("groups")
def test_a_misspelt_command_is_refused_with_a_suggestion(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("gret") == 2
    assert "Did you mean 'greet'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("fault", "code"), [(RefusedInput, 2), (NotPermitted, 3), (Cancelled, 1)]
)
def test_exit_codes(fault: type, code: int) -> None:
    assert cli.exit_code(fault("x")) == code


def test_a_data_folder_that_cannot_be_made_is_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("PHM_DATA_DIR", str(tmp_path / "file"))
    assert run("audit", "verify") == 2
    said = capsys.readouterr().err
    assert said.startswith(f"'{tmp_path / 'file'}")
    assert said.count("\n") == 1
