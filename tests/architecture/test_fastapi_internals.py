"""FastAPI's and Starlette's insides are leant on in one module, tried with the versions that are installed."""

import ast
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from app.api import fastapi_internals
from app.api.fastapi_internals import TRIED_WITH

ROOT = Path(__file__).resolve().parents[2]
PAGE = Path(fastapi_internals.__file__)
PUBLIC = {
    "fastapi": None,
    "fastapi.exceptions": None,
    "fastapi.openapi.utils": {"get_openapi"},
    "fastapi.routing": {"APIRoute"},
    "fastapi.telemetry": {"TelemetryConfig"},
    "starlette.applications": {"Starlette"},
    "starlette.convertors": {"StringConvertor"},
    "starlette.datastructures": None,
    "starlette.exceptions": None,
    "starlette.middleware.cors": {"CORSMiddleware"},
    "starlette.requests": None,
    "starlette.responses": None,
    "starlette.routing": {"BaseRoute", "Route"},
    "starlette.types": None,
}
"""What their documentation shows: modules, with the names taken from those of which not everything is shown."""
INSIDES = {"body_field", "build_middleware_stack", "dependant", "middleware_stack", "send_with_compression"}


def _leant_on(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in TRIED_WITH:
            shown = PUBLIC.get(node.module or "", set())
            yield from (
                f"{node.module}.{each.name}" for each in node.names if shown is not None and each.name not in shown
            )
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name.split(".")[0] in TRIED_WITH)
        elif isinstance(node, ast.Attribute) and node.attr in INSIDES:
            yield node.attr


def _insides_of(path: Path) -> list[str]:
    return list(_leant_on(ast.parse(path.read_text())))


def test_nobody_else_leans_on_their_insides() -> None:
    others = [path for path in (ROOT / "app").rglob("*.py") if path != PAGE]

    assert others
    assert {str(path.relative_to(ROOT)): found for path in others if (found := _insides_of(path))} == {}
    assert len(_insides_of(PAGE)) > 5, "the module is there for them"


@pytest.mark.parametrize("package", TRIED_WITH)
def test_what_is_installed_is_what_it_was_tried_with(package: str) -> None:
    assert version(package).rsplit(".", 1)[0] == TRIED_WITH[package]


@pytest.mark.parametrize("package", TRIED_WITH)
def test_the_projects_bounds_admit_that_minor_version_alone(package: str) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    (bound,) = (each.specifier for each in map(Requirement, declared) if each.name == package)
    major, minor = map(int, TRIED_WITH[package].split("."))

    assert f"{major}.{minor}.0" in bound
    assert f"{major}.{minor - 1}.99" not in bound
    assert f"{major}.{minor + 1}.0" not in bound
