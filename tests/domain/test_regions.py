"""An evaluator is authorised for a region: an address must fall in the right one."""

import pytest

from app.domain.regions import REGION_OF_DEPARTMENT, REGIONS, region_of_postal_code


@pytest.mark.parametrize(
    ("postal_code", "region"),
    [
        pytest.param("69007", "84", id="Lyon"),
        pytest.param("92800", "11", id="Puteaux"),
        pytest.param("01000", "84", id="a department that begins with zero"),
        pytest.param("20000", "94", id="Ajaccio, Corse-du-Sud"),
        pytest.param("20200", "94", id="Bastia, Haute-Corse"),
        pytest.param("97110", "01", id="Guadeloupe"),
        pytest.param("97420", "04", id="La Réunion"),
        pytest.param("97600", "06", id="Mayotte"),
        pytest.param("97133", "977", id="Saint-Barthélemy, with the digits of Guadeloupe"),
        pytest.param("97150", "07", id="Saint-Martin, with the digits of Guadeloupe"),
        pytest.param("97500", None, id="Saint-Pierre-et-Miquelon has no region"),
        pytest.param("98000", None, id="Monaco is not in France"),
        pytest.param("00100", None, id="no such department"),
        pytest.param("6900", None, id="four digits"),
        pytest.param("69OO7", None, id="letters"),
    ],
)
def test_a_postal_code_lies_in_a_region(postal_code: str, region: str | None) -> None:
    assert region_of_postal_code(postal_code) == region


def test_every_department_is_in_a_region_and_every_region_has_one() -> None:
    assert set(REGION_OF_DEPARTMENT.values()) == set(REGIONS)
    assert len(REGION_OF_DEPARTMENT) == 103
