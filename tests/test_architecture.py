"""The rules of the house that import-linter cannot say."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import liaison.services

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "liaison"


def _public_services() -> list[pytest.param]:
    found = []
    for module_info in pkgutil.iter_modules(liaison.services.__path__):
        module = importlib.import_module(f"liaison.services.{module_info.name}")
        for name, function in vars(module).items():
            is_own = getattr(function, "__module__", None) == module.__name__
            if is_own and inspect.isfunction(function) and not name.startswith("_"):
                found.append(pytest.param(function, id=f"{module_info.name}.{name}"))
    return found


@pytest.mark.parametrize("service", _public_services())
def test_every_door_to_the_database_is_guarded(service: object) -> None:
    """What opens the database has a guard; parts that are handed a connection are behind one."""
    takes = {str(each.annotation) for each in inspect.signature(service).parameters.values()}  # type: ignore[arg-type]
    opens_the_database = "Database" in takes and "Connection" not in takes
    assert hasattr(service, "__action__") or not opens_the_database, "add @requires"


def test_the_import_rules_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports"))]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_no_module_swallows_bugs(path: Path) -> None:
    """Nobody catches bare Exception: a refusal is a LiaisonError, a bug stays one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            assert caught not in {"Exception", "BaseException", "everything"} or any(
                isinstance(inner, ast.Raise) for inner in ast.walk(node)
            ), f"line {node.lineno} catches {caught} and goes on"


def _docstrings(tree: ast.AST) -> set[int]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr):
            found.add(id(node.body[0].value))
    return found


def _chinese_texts(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = _docstrings(tree)
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documented
        and any("\u4e00" <= character <= "\u9fff" for character in node.value)
    ]


# Where Chinese is what a parser looks for, and not what a person reads.
PARSERS = {
    "domain/parsing.py",
    "domain/cell_words.py",
    "domain/dates.py",
    "domain/industry_names.py",
    "domain/numbers.py",
    "domain/phones.py",
    "domain/place_names.py",
    "domain/identity.py",
    "services/roster_kind.py",
}


def test_words_stand_in_locales_only() -> None:
    speaking = {
        str(path.relative_to(PACKAGE)): texts
        for path in PACKAGE.rglob("*.py")
        if (texts := _chinese_texts(path)) and "sheets" not in path.relative_to(PACKAGE).parts
    }
    assert {path: texts for path, texts in speaking.items() if path not in PARSERS} == {}
