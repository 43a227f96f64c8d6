"""What the Dockerfile makes starts, is found well by its own probe, and holds what it needs and no more."""

import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.database import Postgres
from tools.deployment.checks import free_port
from tools.deployment.image import Image, context_of, is_healthy, replay, run_all, started, steps_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The image, with the packages of the tests: `python -m tools.deployment.image` installs those of production."""
    return replay(tmp_path_factory.mktemp("image"), packages=Path(sysconfig.get_paths()["purelib"]))


def test_the_image_migrates_serves_and_works(image: Image, postgres: Postgres) -> None:
    run_all(image, postgres.at(_database(postgres)))


def _database(postgres: Postgres) -> str:
    return postgres.template(of="template0")


def test_what_runs_is_what_the_image_holds(image: Image) -> None:
    asked = [str(image.root / "venv" / "bin" / "python"), "-c", "import app; print(app.__file__)"]

    said = subprocess.run(asked, cwd=image.root, check=True, capture_output=True, text=True).stdout

    assert said.strip() == str(image.root / "srv" / "app" / "__init__.py")


def test_a_process_that_does_not_answer_is_not_well(image: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.deployment.image._SECONDS_TO_START", 1)

    with started(image, {}, command=["sleep", "1"], port=free_port()):
        assert not is_healthy(image, "/livez", port=free_port())


def test_the_image_says_what_it_is_and_how_it_is_asked(image: Image) -> None:
    assert set(image.labels) == {
        "org.opencontainers.image.title",
        "org.opencontainers.image.description",
        "org.opencontainers.image.licenses",
    }
    assert image.command[:2] == ["cqp", "serve"]
    assert image.health[:3] == ["python", "-m", "app.probe"]


def test_its_byte_code_is_made_once_and_for_all(image: Image) -> None:
    sources = list((image.root / "srv" / "app").rglob("*.py"))
    compiled = {path.name.partition(".")[0] for path in (image.root / "srv" / "app" / "cli" / "__pycache__").iterdir()}

    assert len(sources) > 400
    assert {path.stem for path in sources if path.parent.name == "cli"} <= compiled


def test_neither_tests_nor_what_was_made_here_is_given_to_the_engine() -> None:
    given = {str(file) for file in context_of(ROOT)}

    assert {"app/main.py", "alembic.ini", "requirements/run.txt"} <= given
    assert not any(name.startswith(("tests/", ".data/", "deploy/")) or "__pycache__" in name for name in given)


def test_lines_are_joined_and_comments_left_out() -> None:
    assert [(step.name, step.words) for step in steps_of("# x\nRUN one \\\n && two\n# y\nUSER cqp\n")] == [
        ("RUN", "one  && two"),
        ("USER", "cqp"),
    ]
