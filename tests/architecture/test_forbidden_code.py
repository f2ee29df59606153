"""Habits that a reader would have to catch by eye, caught by machine."""

import ast
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from tests.architecture.source import PRODUCT, dotted, modules, tree_of

SQL = re.compile(
    r"\b(SELECT\b.+\bFROM|INSERT\s+INTO|UPDATE\b.+\bSET|DELETE\s+FROM|CREATE\s+"
    r"(TABLE|VIEW)|DROP\s+(TABLE|VIEW)|COPY|ATTACH)\b",
    re.DOTALL,
)
CLOCKS = re.compile(
    r"(^|\.)(date|datetime|Timestamp)\.(today|now|utcnow)$|^time\.(time|localtime)$"
)
CHANCE = re.compile(
    r"^(random\.(random|seed|choice|choices|randint|shuffle|sample|uniform)|"
    r"(np|numpy)\.random\.(?!default_rng$|Generator$|SeedSequence$|PCG64$)\w+)$"
)
# The composition root hands a clock to what must record the time.
CLOCK_GIVER = "phm_core/start.py"
CODE_LIKE = re.compile(r"^(\d{6,18}|[A-TV-Z]\d\d(\.?[0-9X]{1,2})?)$")
CODES_IN_A_LIST = 3
MANY = re.compile(r" (rows|people|records)\b")
LIMIT = re.compile(r"(^[A-Z_]+$|limits\.)")

Guard = Callable[[ast.AST], bool]


def nodes(name: str, guard: Guard) -> list[str]:
    """Places in a module where a guard finds something, as 'file:line'."""
    return [f"{name}:{line}" for line in lines(tree_of(name), guard)]


def lines(tree: ast.AST, guard: Guard) -> Iterator[int]:
    return (getattr(node, "lineno", 0) for node in ast.walk(tree) if guard(node))


def touches_session_state(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "session_state"


def builds_sql(node: ast.AST) -> bool:
    """A statement put together from parts, by f-string, +, % or format."""
    if isinstance(node, ast.JoinedStr):
        return _filled(node) and SQL.search(_constants(node)) is not None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return SQL.search(_constants(node.left)) is not None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        is_format = node.func.attr in {"format", "format_map"}
        return is_format and SQL.search(_constants(node.func.value)) is not None
    return False


def _filled(node: ast.JoinedStr) -> bool:
    return any(isinstance(part, ast.FormattedValue) for part in node.values)


def _constants(node: ast.AST) -> str:
    return " ".join(
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def reads_the_clock(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and bool(CLOCKS.search(dotted(node)))


def draws_global_chance(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and bool(CHANCE.search(dotted(node)))


def lists_codes(node: ast.AST) -> bool:
    """A literal of three or more clinical codes: a second definition of something."""
    if not isinstance(node, ast.List | ast.Tuple | ast.Set):
        return False
    texts = [str(e.value) for e in node.elts if isinstance(e, ast.Constant)]
    return sum(bool(CODE_LIKE.match(text)) for text in texts) >= CODES_IN_A_LIST


def swallows_faults(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    return all(isinstance(step, ast.Pass) for step in node.body)


def leaves_a_stub(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node)


def unsafe_html(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html"


def counts_one_as_many(node: ast.AST) -> bool:
    """A count beside a noun that is always in the plural: '1 rows'. Limits are many."""
    return isinstance(node, ast.JoinedStr) and any(
        isinstance(count, ast.FormattedValue)
        and count.format_spec is not None
        and _constants(count.format_spec) == ","
        and not LIMIT.search(dotted(count.value))
        and isinstance(noun, ast.Constant)
        and MANY.match(str(noun.value)) is not None
        for count, noun in pairwise(node.values)
    )


EVERYWHERE: list[Guard] = [
    builds_sql,
    counts_one_as_many,
    draws_global_chance,
    leaves_a_stub,
    lists_codes,
    swallows_faults,
    unsafe_html,
]


@pytest.mark.parametrize("guard", EVERYWHERE)
def test_product_code_has_none(guard: Guard) -> None:
    catalogue = "phm_core/catalogue/"
    names = [name for name in modules(*PRODUCT) if not name.startswith(catalogue)]
    assert [place for name in names for place in nodes(name, guard)] == []


def test_session_state_is_used_in_shared_screen_code_only() -> None:
    names = [name for name in modules() if not name.startswith("pages/ui/")]
    assert [p for name in names for p in nodes(name, touches_session_state)] == []


def test_only_the_composition_root_has_a_clock() -> None:
    names = [name for name in modules(*PRODUCT) if name != CLOCK_GIVER]
    assert [p for name in names for p in nodes(name, reads_the_clock)] == []


def test_only_publish_writes_a_manifest() -> None:
    def writes(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and dotted(node.func).endswith(
            "manifest_json"
        )

    found = [p for name in modules(*PRODUCT) for p in nodes(name, writes)]
    assert {place.split(":")[0] for place in found} <= {
        "phm_core/onboarding/publish.py"
    }


@pytest.mark.parametrize(
    ("guard", "bad", "good"),
    [
        (touches_session_state, "st.session_state['x'] = 1", "st.query_params"),
        (builds_sql, "f'SELECT * FROM {table}'", "'SELECT * FROM person'"),
        (builds_sql, "'DELETE FROM ' + table", "f'{n} people from {place}'"),
        (builds_sql, "'SELECT a FROM {}'.format(t)", "'{} people'.format(n)"),
        (
            counts_one_as_many,
            "f'{n:,} rows'",
            "f'{several(n, noun)} of {LIMIT:,} rows'",
        ),
        (reads_the_clock, "date.today()", "snapshot.as_at"),
        (reads_the_clock, "datetime.datetime.now(UTC)", "clock()"),
        (draws_global_chance, "np.random.rand(3)", "np.random.default_rng(1)"),
        (draws_global_chance, "random.choice(x)", "rng.choice(x)"),
        (lists_codes, "['E10', 'E11', 'E14']", "['E11', 'I10']"),
        (lists_codes, "{44054006, 46635009, 73211009}", "[2024, 2025, 2026]"),
        (swallows_faults, "try:\n  f()\nexcept OSError:\n  pass", "f()"),
        (leaves_a_stub, "raise NotImplementedError", "raise RefusedInput('x')"),
        (unsafe_html, "st.markdown(x, unsafe_allow_html=True)", "st.markdown(x)"),
    ],
)
def test_the_guard_can_fail(guard: Guard, bad: str, good: str) -> None:
    assert list(lines(ast.parse(bad), guard))
    assert not list(lines(ast.parse(good), guard))
