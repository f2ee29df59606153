"""The command line: one module of this folder for each command or group.

A module joins by being here. It either offers `app`, a Typer app that becomes a
group named after the module, or `register(app)`, which adds commands to the whole
program. Only the module that is asked for is imported, so help stays fast and a
fault in one group leaves the others usable.
"""

import ast
import io
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import typer

from phm_core.errors import NotPermitted, PhmError, RefusedInput

PROGRAM = "python -m phm_core"
EXIT_CODES = {RefusedInput: 2, NotPermitted: 3}
FAILED = 1
INTRODUCTION = "Population health management: area packs, snapshots and cohorts."


def group_names() -> list[str]:
    """Names of the commands and groups found in this folder."""
    return sorted(module.name for module in iter_modules(__path__))


def summary(name: str) -> str:
    """First line of a group's docstring, read without importing the group."""
    source = (Path(__path__[0]) / f"{name}.py").read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(source)) or name
    return docstring.splitlines()[0]


def assemble(*wanted: str) -> typer.Typer:
    """Build the program: the wanted groups in full, the others by name and summary."""
    program = typer.Typer(
        help=INTRODUCTION,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    # Without a callback, Typer would turn a lone command into the whole program.
    program.callback()(lambda: None)
    for name in group_names():
        if name in wanted:
            _mount(program, name)
        else:
            program.command(name, help=summary(name))(lambda: None)
    return program


def _mount(program: typer.Typer, name: str) -> None:
    group = import_module(f"{__name__}.{name}")
    if hasattr(group, "register"):
        group.register(program)
    else:
        program.add_typer(
            group.app, name=name, help=summary(name), no_args_is_help=True
        )


def exit_code(fault: PhmError) -> int:
    """Exit code of an error: 2 refused input, 3 not permitted, otherwise 1."""
    return next(
        (code for kind, code in EXIT_CODES.items() if isinstance(fault, kind)), FAILED
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; an expected fault becomes a sentence and an exit code."""
    _write_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        assemble(*given[:1])(args=given, prog_name=PROGRAM)
    except PhmError as fault:
        typer.echo(str(fault), err=True)
        sys.exit(exit_code(fault))
    except OSError as fault:
        if fault.filename is None:
            raise
        typer.echo(
            f"'{fault.filename}' cannot be used ({fault.strerror}). Name another "
            "folder or file, or let this account write there.",
            err=True,
        )
        sys.exit(EXIT_CODES[RefusedInput])


def _write_utf8() -> None:
    # A redirected Windows console is not UTF-8 and would stop at an accented name.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
