"""A fifth pathway is one page and one line: put beside the others in a copy of the house, it lives there as they do."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("app", "tests", "docs", "openapi", "tools", "migrations", "pyproject.toml", "alembic.ini")
PAGE, REGISTRY = Path("app/domain/pathways/fast_track.py"), Path("app/domain/pathways/__init__.py")
_IMPORT = "from app.domain.pathways.fast_track import FAST_TRACK\n"
_FOLLOWING = "from app.domain.pathways.individualised_training"
REGISTRATION = (("COMMON_LAW_VAE, BRIDGE)", "COMMON_LAW_VAE, BRIDGE, FAST_TRACK)"), (_FOLLOWING, _IMPORT + _FOLLOWING))
PER_PATHWAY = 8
"""How many tests each pathway has in the two files: six of its page, two that drive dossiers over HTTP."""
DRIVEN = ("tests/pathways/test_pages.py", "tests/api/test_journey_machine_api.py")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the house with the page in its place."""
    copy = tmp_path_factory.mktemp("house")
    ignored = shutil.ignore_patterns("__pycache__", ".git", "node_modules")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, copy / name)
    shutil.copy(ROOT / "tests/pathways/fast_track.py", copy / PAGE)
    registry = (copy / REGISTRY).read_text()
    for before, after in REGISTRATION:
        assert before in registry
        registry = registry.replace(before, after)
    (copy / REGISTRY).write_text(registry)
    yield copy
    shutil.rmtree(copy, ignore_errors=True)


def test_a_fifth_pathway_is_one_page_and_its_lines_in_the_registry(house: Path) -> None:
    def texts(root: Path) -> dict[str, str]:
        return {
            str(file.relative_to(root)): file.read_text()
            for folder in ("app", "migrations")
            for file in (root / folder).rglob("*.py")
        }

    ours, theirs = texts(ROOT), texts(house)

    assert {name for name in ours | theirs if ours.get(name) != theirs.get(name)} == {str(PAGE), str(REGISTRY)}
    assert theirs[str(REGISTRY)].replace(_IMPORT, "").replace(", FAST_TRACK)", ")") == ours[str(REGISTRY)]


def test_a_fifth_pathway_is_opened_led_to_its_award_and_shown_over_http(
    house: Path, record_property: Callable[[str, object], None]
) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *DRIVEN, "-k", "fast_track"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    closing = run.stdout.strip().splitlines()[-1]
    passed = re.match(r"(\d+) passed, \d+ deselected", closing)
    assert passed, closing
    assert int(passed[1]) == PER_PATHWAY
    record_property("told", f"A fifth pathway, one page and its line in the registry: {closing}")
