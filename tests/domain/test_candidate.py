"""A candidate is called by the name in use, and known by the name of birth."""

from datetime import date

import pytest

from app.domain.certificates import holder_of
from app.domain.persons import Identity
from tests.builders import a_candidate


@pytest.mark.parametrize(("usage_name", "called"), [(None, "Camille Durand"), ("Martin", "Camille Martin")])
def test_a_candidate_is_called_by_the_name_in_use_on_a_certificate_as_well(usage_name: str | None, called: str) -> None:
    candidate = a_candidate(usage_name=usage_name)
    assert candidate.full_name == holder_of(candidate).full_name == called


def test_a_candidate_is_known_by_both_names_the_day_and_the_place_of_birth() -> None:
    assert a_candidate(usage_name="Martin").identity == Identity(
        birth_name="Durand",
        usage_name="Martin",
        first_names="Camille",
        birth_date=date(1990, 5, 17),
        birth_place="Lyon",
    )
