"""A certification is called by its title, whosever it is."""

import pytest

from app.domain.titles import title_of
from tests.builders import CERTIFICATION


@pytest.mark.parametrize(
    ("code", "title"),
    [
        pytest.param(CERTIFICATION, "Agent logistique des Industries Chimiques (H/F)", id="the branch's own"),
        pytest.param("PH08", "CQP pilotage de procédé de conditionnement", id="a partner's"),
        pytest.param("cqp-perdu", "cqp-perdu", id="nobody's: what was written"),
    ],
)
def test_a_certification_is_called_by_its_title(code: str, title: str) -> None:
    assert title_of(code) == title
