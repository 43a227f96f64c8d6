"""The catalogue of the codes in ``errors[]`` and ``warnings[]``: read from the program's own text, where each is made.

A code with a part that varies is told as a pattern: ``{kind}_missing``. What varies in a sentence is told as ``…``.
"""

import ast
import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "app" / "api" / "fault_codes.json"

_MAKERS = frozenset(
    {
        *("Violation", "MissingItem", "MissingDatum", "Fault", "invalid_value", "pydantic_fault", "need", "Before"),
        *("_too_early", "_fault", "_violation", "_on_assessment", "_not_printed"),
    }
)
_WARNERS = frozenset({"RuleWarning", "_about_held"})
_CODE = re.compile(r"[a-z{][a-z0-9{}]*(_[a-z0-9{}]+)+")
_RULE = re.compile(r"[RD][0-9]{1,3}")


def fault_codes() -> str:
    """The catalogue as it is kept: by code, its sentences, the rules that give it, and whether it refuses."""
    found: dict[str, dict[str, object]] = {}
    for path in sorted((ROOT / "app").rglob("*.py")):
        for code, fr, en, rules, refuses in _made_in(ast.parse(path.read_text(encoding="utf-8"))):
            kept = found.setdefault(code, {"fr": fr, "en": en, "rules": [], "refuses": refuses})
            if fr and (not kept["fr"] or (len(str(fr)) < len(str(kept["fr"])) and "…" not in str(fr))):
                kept["fr"], kept["en"] = fr, en
            kept["rules"] = sorted({*_strings(kept["rules"]), *rules}, key=lambda rule: (rule[0] != "R", int(rule[1:])))
            kept["refuses"] = bool(kept["refuses"]) or refuses
    for code, fr, en in _of_shape():
        found.setdefault(code, {"fr": fr, "en": en, "rules": [], "refuses": True})
    return json.dumps(dict(sorted(found.items())), ensure_ascii=False, indent=1) + "\n"


def _of_shape() -> Iterator[tuple[str, str, str]]:
    """What is said of a value that is not of its type, by the table that tells it."""
    module = ast.parse((ROOT / "app" / "api" / "faults.py").read_text(encoding="utf-8"))
    tables = (each.value for each in module.body if isinstance(each, ast.AnnAssign) and _is_named(each, "_WORDS"))
    for table in tables:
        for told in ast.literal_eval(table).values() if table is not None else ():
            code, *sentences = told
            fr, en = (re.sub(r"\{\w+\}", "…", each).replace("(s)", "s") for each in sentences)
            yield code, fr, en


def _is_named(assigned: ast.AnnAssign, name: str) -> bool:
    return isinstance(assigned.target, ast.Name) and assigned.target.id == name


def _strings(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _made_in(module: ast.Module) -> Iterator[tuple[str, str, str, list[str], bool]]:
    assigned, written_by = list(_assigned(module)), list(_codes_returned(module))
    for call in ast.walk(module):
        if not isinstance(call, ast.Call):
            continue
        maker = call.func.id if isinstance(call.func, ast.Name) else ""
        if maker not in _MAKERS | _WARNERS:
            continue
        named = {each.arg: each.value for each in call.keywords}
        code = _written(named.get("code") or (call.args[0] if call.args else ast.Constant(None)), "{%s}", written_by)
        if code is None or not _CODE.fullmatch(code):
            continue
        parts = [*call.args, *named.values()]
        inside = (node for part in parts for node in ast.walk(part))
        text = next(filter(None, (_text(node, assigned) for node in (call, *inside))), ("", ""))
        rules = [part.id for part in parts if isinstance(part, ast.Name) and _RULE.fullmatch(part.id)]
        yield code, *text, rules, maker in _MAKERS


Assigned = Sequence[tuple[int, str, ast.AST]]
"""What was given a name, at which line."""


def _assigned(module: ast.Module) -> Iterator[tuple[int, str, ast.AST]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            if isinstance(target, ast.Name):
                yield node.lineno, target.id, value
            elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                for name, each in zip(target.elts, value.elts, strict=False):
                    if isinstance(name, ast.Name):
                        yield node.lineno, name.id, each


def _codes_returned(module: ast.Module) -> Iterator[tuple[int, str, ast.AST]]:
    """Under the name of each function that does nothing but put a code together, that code."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and isinstance(node.body[-1], ast.Return):
            returned = node.body[-1].value
            if isinstance(returned, ast.JoinedStr):
                yield node.lineno, node.name, returned


def _meant(node: ast.AST, assigned: Assigned) -> ast.AST | None:
    """What a name stands for: what it was given last before."""
    if not isinstance(node, ast.Name):
        return node
    before = [(line, value) for line, name, value in assigned if name == node.id and line <= node.lineno]
    return max(before, key=lambda each: each[0])[1] if before else None


def _text(node: ast.AST, assigned: Assigned) -> tuple[str, str] | None:
    """The two sentences of a Text, or those that a call gets under their languages or one after the other."""
    meant = _meant(node, assigned)
    if not isinstance(meant, ast.Call):
        return None
    members = {each.arg: each.value for each in meant.keywords}
    pairs = [(members["fr"], members["en"])] if {"fr", "en"} <= members.keys() else list(pairwise(meant.args))
    for pair in pairs:
        fr, en = (_written(side, "…", assigned) for side in pair)
        if fr and en and " " in fr and " " in en:
            return fr, en
    return None


def _written(node: ast.AST, varying: str, assigned: Assigned) -> str | None:
    """A string as it stands in the program, what is worked out in it by ``varying``."""
    meant = _meant(node.func if isinstance(node, ast.Call) else node, assigned)
    if isinstance(meant, ast.Constant):
        return meant.value if isinstance(meant.value, str) else None
    if not isinstance(meant, ast.JoinedStr):
        return None
    parts = []
    for part in meant.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            name = re.sub(r"\W.*", "", ast.unparse(part.value).rsplit(".", 1)[-1])
            parts.append(varying % name if "%" in varying else varying)
    return "".join(parts)
