"""The law is plain Python: what it may lean on is written here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = sorted((ROOT / "app" / "domain").rglob("*.py"))
ALLOWED = {
    "calendar",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "itertools",
    "math",
    "operator",
    "re",
    "types",
    "typing",
    "unicodedata",
    "urllib.parse",
    "uuid",
    "zoneinfo",
}
CLOCKS_AND_IDS = {"now", "today", "utcnow", "uuid1", "uuid3", "uuid4", "uuid5", "open", "input", "print"}


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _called(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            yield called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


@pytest.mark.parametrize("file", DOMAIN, ids=lambda file: str(file.relative_to(ROOT)))
def test_the_domain_leans_on_a_short_list_of_the_standard_library(file: Path) -> None:
    imported = set(_imported(ast.parse(file.read_text())))

    foreign = {
        name for name in imported if not name.startswith("app.domain") and not {name, name.split(".")[0]} & ALLOWED
    }
    assert not foreign


@pytest.mark.parametrize("file", DOMAIN, ids=lambda file: str(file.relative_to(ROOT)))
def test_the_domain_reads_no_clock_makes_no_id_and_touches_no_file(file: Path) -> None:
    assert not CLOCKS_AND_IDS & set(_called(ast.parse(file.read_text())))
