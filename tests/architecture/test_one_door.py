"""Only the gateway has the key: it opens exact answers and makes released ones."""

import ast

from tests.architecture.source import PRODUCT, modules, tree_of

KEEPERS = ("phm_core/gateway/", "phm_core/governance/")
KEY = "phm_core.governance.door"


def imported(name: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module}
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_only_the_gateway_imports_the_key() -> None:
    holders = [name for name in modules(*PRODUCT) if KEY in imported(name)]
    assert holders
    assert [name for name in holders if not name.startswith(KEEPERS)] == []


def test_only_the_gateway_asks_the_engine() -> None:
    askers = [
        name
        for name in modules(*PRODUCT)
        if "phm_core.engine.answer" in imported(name)
        and not name.startswith("phm_core/engine/")
    ]
    # The composition root makes the engine and hands it to the gateway.
    assert askers == ["phm_core/start.py"]


def test_the_guard_can_fail() -> None:
    assert KEY in imported("phm_core/gateway/door.py")
    assert KEY not in imported("phm_core/start.py")
