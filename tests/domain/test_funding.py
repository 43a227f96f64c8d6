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


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("OPCO-2026/123.4", "opco 2026 1234", True, id="signs, spaces and case"),
        pytest.param("A\u00a0B\tC", "abc", True, id="spaces of any kind"),
        pytest.param("STRASSE", "straße", True, id="a letter of two"),
        pytest.param("A_1", "A1", False, id="another sign"),
        pytest.param("A12", "A21", False, id="another order"),
    ],
)
def test_a_reference_is_compared_without_case_spaces_and_signs(one: str, other: str, same: bool) -> None:
    assert (normalised_reference(one) == normalised_reference(other)) is same


def test_what_is_compared_is_still_the_reference() -> None:
    assert normalised_reference(" AB-1 2/c. ") == "ab12c"
