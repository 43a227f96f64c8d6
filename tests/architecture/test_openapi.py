"""The committed contract is the one that the routes serve."""

from pathlib import Path

from app.cli import published_documents

COMMITTED = Path(__file__).resolve().parents[2] / "openapi"


def test_the_committed_documents_are_those_of_the_routes() -> None:
    for name, text in published_documents().items():
        assert (COMMITTED / name).read_text() == text, "the routes changed: run `make openapi` and read the difference"
