"""What a migration may not do, since the service is used while it runs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db.migrations import SCRIPTS

BEFORE = "2026-11-29-1500"
"""Migrations older than this rule ran on tables that were empty or small."""
LATER = sorted(path for path in (SCRIPTS / "versions").glob("*.py") if path.name >= BEFORE)


def faults_of(source: str) -> Iterator[str]:
    """What of it would lock a table that was there before for as long as it is long."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    made = {_text(call.args[0]) for call in calls if _name(call) == "create_table" and call.args}
    for call in calls:
        if _name(call) in {"create_index", "drop_index"} and (len(call.args) < 2 or _text(call.args[1]) not in made):
            yield f"line {call.lineno}: {_name(call)} on a table that was there before (app/db/online_indexes.py)"
        if _name(call) == "create_unique_constraint" and (len(call.args) < 2 or _text(call.args[1]) not in made):
            yield f"line {call.lineno}: a unique constraint makes its index under a lock: make the index online first"
        if _name(call) == "add_column" and "index" in _keywords(call):
            yield f"line {call.lineno}: a column with its index"
    for node in ast.walk(tree):
        words = _text(node).upper()
        if "CREATE" in words and "INDEX" in words and "CONCURRENTLY" not in words and isinstance(node, ast.Constant):
            yield f"line {node.lineno}: an index in SQL, not CONCURRENTLY"


def _keywords(call: ast.Call) -> set[str | None]:
    return {node.arg for node in ast.walk(call) if isinstance(node, ast.keyword)}


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


@pytest.mark.parametrize("path", LATER, ids=lambda path: path.stem)
def test_no_migration_makes_an_index_under_a_lock(path: Path) -> None:
    assert list(faults_of(path.read_text())) == []


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        pytest.param('op.create_index("a", "dossiers", ["x"])', 1, id="on a table that was there"),
        pytest.param('op.create_table("new")\nop.create_index("a", "new", ["x"])', 0, id="on one that it makes"),
        pytest.param('create_index_online("a", "dossiers", ["x"])', 0, id="online"),
        pytest.param('op.drop_index("a", "dossiers")', 1, id="dropped under a lock"),
        pytest.param('op.execute("CREATE UNIQUE INDEX a ON dossiers (x)")', 1, id="in SQL"),
        pytest.param('op.execute("CREATE INDEX CONCURRENTLY a ON dossiers (x)")', 0, id="in SQL, concurrently"),
        pytest.param('op.create_unique_constraint("a", "dossiers", ["x"])', 1, id="by a constraint"),
        pytest.param('op.add_column("dossiers", sa.Column("x", sa.Text(), index=True))', 1, id="with a column"),
    ],
)
def test_what_would_lock_a_table_is_seen(source: str, faults: int) -> None:
    assert len(list(faults_of(source))) == faults
