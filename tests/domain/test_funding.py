"""References as two are compared."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from app.domain.funding import normalised_reference
from tests.api.test_pasted_input import BLANKS, REFERENCES

MIGRATION = next(Path("migrations/versions").glob("*_fold_references_as_they_are_pasted.py"))


@pytest.mark.parametrize("reference", REFERENCES)
def test_each_spelling_of_a_reference_is_one(reference: str) -> None:
    assert normalised_reference(reference) == "2026ch00007"


@pytest.mark.parametrize("blank", BLANKS)
def test_of_blanks_and_dashes_nothing_is_left(blank: str) -> None:
    assert normalised_reference(blank) == ""


@pytest.mark.parametrize("reference", [*REFERENCES, *BLANKS, "Straße 7", "n° 12_B"])
def test_what_was_kept_before_is_folded_as_what_comes_in(reference: str) -> None:
    spec = spec_from_file_location("folding", MIGRATION)
    assert spec is not None
    assert spec.loader is not None
    folding = module_from_spec(spec)
    spec.loader.exec_module(folding)

    assert folding._folded(reference) == normalised_reference(reference)
