"""Where each rule is in the code and in the tests: found by reading them, never typed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_APP, _TESTS = _ROOT / "app", _ROOT / "tests"
_DOMAIN = _APP / "domain"
_NUMBER = re.compile(r"\b[RD]\d{1,2}\b")
_TEST_OF_DECISION = re.compile(r"def test_d(\d{1,2})_")
_RANGE = re.compile(r"\b([RD])(\d{1,2})[–-]\1?(\d{1,2})\b")

Places = dict[str, tuple[str, ...]]


def places_in_code() -> Places:
    """By number, each ``module:name`` outside the rulebook that uses the rule's constant, the domain before the rest.

    Where nothing does, what names it in a docstring; a range names the rules between its ends.
    """
    used: dict[str, list[str]] = {}
    named: dict[str, list[str]] = {}
    for path in sorted(_APP.rglob("*.py"), key=lambda path: (_DOMAIN not in path.parents, path)):
        if _DOMAIN / "rules" in path.parents:
            continue
        module = path.relative_to(_ROOT).with_suffix("").as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for number, name, is_used in _mentions(tree):
            (used if is_used else named).setdefault(number, []).append(f"{module}:{name}" if name else module)
    return {number: tuple(dict.fromkeys(places)) for number, places in {**named, **used}.items()}


def places_in_tests() -> Places:
    """By number, each test file that is named by the rule, or whose tests are, else each that speaks of it."""
    named: dict[str, list[str]] = {}
    speaking: dict[str, list[str]] = {}
    for path in sorted(_TESTS.rglob("test_*.py")):
        place = path.relative_to(_ROOT).as_posix()
        rule = re.match(r"test_([rd])(\d\d)_", path.name)
        if rule:
            named.setdefault(f"{rule[1].upper()}{int(rule[2])}", []).append(place)
        if path.name == "test_rulebook.py" or (rule and rule[1] == "r"):
            continue
        text = path.read_text(encoding="utf-8")
        for number in dict.fromkeys(_TEST_OF_DECISION.findall(text)):
            named.setdefault(f"D{number}", []).append(place)
        for number in dict.fromkeys(_numbers(text)):
            speaking.setdefault(number, []).append(place)
    return {number: tuple(dict.fromkeys(named.get(number) or speaking[number])) for number in {**speaking, **named}}


def _mentions(tree: ast.Module) -> Iterator[tuple[str, str, bool]]:
    yield from ((number, "", False) for number in _in_docstring(tree))
    for node in tree.body:
        name = _name_of(node)
        if name:
            yield from ((number, name, is_used) for number, is_used in _in(node))


def _name_of(node: ast.stmt) -> str:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case _:
            return ""


def _in(node: ast.stmt) -> Iterator[tuple[str, bool]]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and _NUMBER.fullmatch(inner.id):
            yield inner.id, True
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from ((number, False) for number in _in_docstring(inner))


def _in_docstring(node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[str]:
    return _numbers(ast.get_docstring(node) or "")


def _numbers(text: str) -> Iterator[str]:
    yield from _NUMBER.findall(text)
    for letter, first, last in _RANGE.findall(text):
        yield from (f"{letter}{number}" for number in range(int(first), int(last) + 1))
