"""R79: a funder's reference is the same however it is typed."""

import pytest

from app.domain.funding import normalised_reference


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
