"""There is one way to the database, which knows of PgBouncer: no command makes another."""

import ast
from pathlib import Path

import pytest

from app.db.migrations import ROOT

MAY = {
    "app/cli/doctor.py": "it asks a replica, by an address of its own, how far behind it is",
    "app/db/engine.py": "it makes them",
    "app/main.py": "engine_of: by the settings, through PgBouncer or not",
    "app/sandbox/database.py": "the sandbox prepares the database that it started itself",
    "migrations/env.py": "alembic's own command, for those who write a migration",
}
MAKERS = {"create_engine", "create_async_engine", "create_pool"}


def makers_in(path: Path) -> set[str]:
    names = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name | ast.Attribute))
    return {name.id if isinstance(name, ast.Name) else name.attr for name in names} & MAKERS


@pytest.mark.parametrize("folder", ["app", "migrations"])
def test_engines_are_made_in_one_place(folder: str) -> None:
    found = {str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*.py") if makers_in(path)}

    assert found == {name for name in MAY if name.startswith(folder)}
