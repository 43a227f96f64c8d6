"""F19: every sentence can be shown as it is: days in words, titles and regions for codes, no operation's name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.api.policy import POLICY

SOURCES = tuple(path for layer in ("domain", "usecases", "api") for path in sorted((Path("app") / layer).rglob("*.py")))
CODES = {"certification_code", "chemical_certification", "partner_certification", "match_id", "region"}
OPERATIONS = POLICY.rows.keys()
_TWO_WORDS = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")
_NAME_OF_CALL = re.compile(r"\b[a-z]+[A-Z][A-Za-z]+\b")


def f_strings(tree: ast.AST) -> Iterator[ast.JoinedStr]:
    """The f-strings that are prose, but for what only whoever writes the program reads."""
    raised = {id(inner) for node in ast.walk(tree) if _is_an_error(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in raised:
            words = "".join(str(each.value) if isinstance(each, ast.Constant) else "·" for each in node.values)
            if _TWO_WORDS.search(words):
                yield node


def _is_an_error(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"ValueError", "TypeError"}


def days_by_machine(tree: ast.AST) -> Iterator[int]:
    """The lines on which prose prints a day as ISO 8601 has it, told there or named before in the same function."""
    functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    for function in functions:
        named = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and "isoformat()" in ast.unparse(node.value)
            for target in ast.walk(node.targets[0])
            if isinstance(target, ast.Name)
        }
        for prose in f_strings(function):
            for value in (each.value for each in prose.values if isinstance(each, ast.FormattedValue)):
                if "isoformat()" in ast.unparse(value) or (isinstance(value, ast.Name) and value.id in named):
                    yield value.lineno


def codes_in_prose(tree: ast.AST) -> Iterator[int]:
    """The lines on which prose prints a code that has a title or a name."""
    for prose in f_strings(tree):
        for value in (each.value for each in prose.values if isinstance(each, ast.FormattedValue)):
            name = value.attr if isinstance(value, ast.Attribute) else value.id if isinstance(value, ast.Name) else ""
            if name in CODES:
                yield value.lineno


def operations_in_texts(tree: ast.AST) -> Iterator[int]:
    """The lines on which a text for people names an operation of the API."""
    texts = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text"
    )
    for text in texts:
        for node in ast.walk(text):
            said = node.value if isinstance(node, ast.Constant) else None
            if isinstance(said, str) and OPERATIONS & set(_NAME_OF_CALL.findall(said)):
                yield text.lineno


def found(look: str) -> list[str]:
    looks = {"days": days_by_machine, "codes": codes_in_prose, "operations": operations_in_texts}
    return [
        f"{path}:{line}"
        for path in SOURCES
        if "rules" not in path.parts and "portal" not in path.parts
        for line in looks[look](ast.parse(path.read_text()))
    ]


@pytest.mark.parametrize("look", ["days", "codes", "operations"])
def test_f19_no_sentence_for_people_is_written_for_programs(look: str) -> None:
    assert found(look) == []


def test_what_is_looked_for_is_found() -> None:
    written = """
def told(day, region):
    said = day.isoformat()
    return Text(f"Pas le {day.isoformat()}, ni le {said}, ni en {region} non plus", "see listFunders")
"""
    tree = ast.parse(written)
    assert list(days_by_machine(tree)) == [4, 4]
    assert list(codes_in_prose(tree)) == [4]
    assert list(operations_in_texts(tree)) == [4]
