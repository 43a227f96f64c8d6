"""R63: The jury decides on the total or partial award, or on no award, of the certification."""

import pytest

from app.domain.deliberation import Outcome, outcome_of
from app.domain.progress import status_of
from tests.builders import CODES, a_case
from tests.rules.answers import accepted
from tests.rules.jury import deliberated
from tests.rules.stages import WAYS, assessment_of, on_agenda


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("acquired", "outcome"),
    [
        (CODES, Outcome.AWARDED),
        (("C1", "C2"), Outcome.PARTIALLY_AWARDED),
        (("C3",), Outcome.PARTIALLY_AWARDED),
        ((), Outcome.NOT_AWARDED),
    ],
)
def test_the_jury_awards_in_full_in_part_or_not_at_all(way: str, acquired: tuple[str, ...], outcome: Outcome) -> None:
    decided = accepted(deliberated(a_case(on_agenda(way, assessment=assessment_of(way, acquired=acquired)))))
    assert decided.decision is not None
    assert decided.decision.outcome is outcome
    assert status_of(decided) == outcome.value


def test_the_outcome_follows_from_what_is_held() -> None:
    asked = frozenset(CODES)
    assert outcome_of(asked, asked | {"C9"}) is Outcome.AWARDED
    assert outcome_of(asked, frozenset({"C1"})) is Outcome.PARTIALLY_AWARDED
    assert outcome_of(asked, frozenset({"C9"})) is Outcome.NOT_AWARDED
    assert outcome_of(asked, frozenset()) is Outcome.NOT_AWARDED
