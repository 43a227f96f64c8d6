"""The committed contract is the one that the routes serve."""

from pathlib import Path

from app.cli import published_document

COMMITTED = Path(__file__).resolve().parents[2] / "openapi" / "v1.json"


def test_the_committed_document_is_that_of_the_routes() -> None:
    assert COMMITTED.read_text() == published_document(), (
        "the routes changed: run `make openapi` and read the difference"
    )


def test_what_is_made_of_the_document_is_not_committed_beside_it() -> None:
    kept = {path.name for path in COMMITTED.parent.iterdir()}

    assert kept == {"v1.json", "redocly.yaml", "released"}
