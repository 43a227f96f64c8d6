"""What is particular to a pathway stands on its page: no other module asks which one a dossier follows."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from app.domain.pathways import PATHWAYS

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "app/domain/pathways"
CODES = {pathway.code for pathway in PATHWAYS} | {pathway.variant for pathway in PATHWAYS if pathway.variant}
_SAMPLE = "a sample is opened in some pathway"
OTHER_MEANINGS = {
    ("app/domain/former_register.py", "individualised_training"): "what an award of no known pathway is read as",
    ("app/domain/assessment.py", "bridge"): "the kind of an exemption",
    ("app/usecases/dossiers/create_dossier.py", "bridge"): "the bridge that a dossier names",
    ("app/api/portal/glossary.py", "bridge"): "the English word",
    ("app/db/shapes/dossier.py", "direct_assessment"): "a member of a dossier's facts",
    ("app/sandbox/samples.py", "individualised_training"): _SAMPLE,
    ("app/sandbox/direct_samples.py", "individualised_training"): _SAMPLE,
    ("app/sandbox/direct_samples.py", "direct_assessment"): _SAMPLE,
    ("app/sandbox/vae_samples.py", "simplified_vae"): _SAMPLE,
    ("app/sandbox/vae_samples.py", "common_law_vae"): _SAMPLE,
    ("app/sandbox/desk_samples.py", "common_law_vae"): _SAMPLE,
    ("app/sandbox/bridge_samples.py", "bridge"): _SAMPLE,
}
ASKED_OF = {"pathway", "variant"}


def _outside_the_pages() -> Iterator[tuple[str, ast.AST]]:
    for file in sorted((ROOT / "app").rglob("*.py")):
        if not file.is_relative_to(PAGES):
            for node in ast.walk(ast.parse(file.read_text())):
                yield str(file.relative_to(ROOT)), node


def _codes(nodes: Iterator[tuple[str, ast.AST]]) -> list[str]:
    return [
        f"{name}:{node.lineno} {node.value}"
        for name, node in nodes
        if isinstance(node, ast.Constant) and node.value in CODES and (name, node.value) not in OTHER_MEANINGS
    ]


def _is_asked(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in ASKED_OF


def _tells_one_apart(side: ast.expr) -> bool:
    """A constant, a name of one, or a collection of them; not another dossier's pathway, nor None."""
    is_none = isinstance(side, ast.Constant) and side.value is None
    return not is_none and not (isinstance(side, ast.Attribute) and side.attr in ASKED_OF)


def _conditions(nodes: Iterator[tuple[str, ast.AST]]) -> list[str]:
    found = []
    for name, node in nodes:
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(_is_asked, sides)) and any(_tells_one_apart(side) for side in sides if not _is_asked(side)):
                found.append(f"{name}:{node.lineno} {ast.unparse(node)}")
        if isinstance(node, ast.Match) and _is_asked(node.subject):
            found.append(f"{name}:{node.lineno} match {ast.unparse(node.subject)}")
        if isinstance(node, ast.Subscript) and _is_asked(node.slice):
            found.append(f"{name}:{node.lineno} {ast.unparse(node)}")
    return found


def test_no_condition_on_a_pathway_stands_outside_its_page(record_property: Callable[[str, object], None]) -> None:
    conditions = _conditions(_outside_the_pages())

    record_property("told", f"Conditions on a pathway's code outside the pages: {len(conditions)}")
    assert conditions == []


def test_no_code_of_a_pathway_is_written_outside_its_page() -> None:
    assert _codes(_outside_the_pages()) == []


def test_no_module_but_the_registry_knows_a_page() -> None:
    knowing = [
        name
        for name, node in _outside_the_pages()
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.domain.pathways.")
    ]
    named = [
        f"{name}: {alias.name}"
        for name, node in _outside_the_pages()
        if isinstance(node, ast.ImportFrom) and node.module == "app.domain.pathways"
        for alias in node.names
        if alias.name in {"INDIVIDUALISED_TRAINING", "DIRECT_ASSESSMENT", "SIMPLIFIED_VAE", "COMMON_LAW_VAE", "BRIDGE"}
    ]

    assert knowing + named == []


def test_the_ways_of_asking_are_recognised() -> None:
    asking = """
dossier.pathway == P1
case.dossier.pathway not in {P1, P2}
dossier.variant is DIRECT
TABLE[dossier.pathway]
match dossier.pathway:
    case P1: pass
"""
    innocent = "earlier.pathway == dossier.pathway\ndossier.variant is None\nneeds[dossier.number]"

    assert len(_conditions(("", node) for node in ast.walk(ast.parse(asking)))) == 5
    assert _conditions(("", node) for node in ast.walk(ast.parse(innocent))) == []
