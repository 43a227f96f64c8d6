"""R73: A dossier is partially awarded when one or several competences are not validated."""

import pytest

from app.domain.deliberation import Outcome
from app.domain.progress import status_of
from tests.builders import a_case
from tests.rules.answers import accepted
from tests.rules.jury import deliberated
from tests.rules.stages import WAYS, assessment_of, on_agenda

ACQUIRED = ("C2",)


@pytest.mark.parametrize("way", WAYS)
def test_the_status_is_computed_from_what_was_validated(way: str) -> None:
    dossier = on_agenda(way, assessment=assessment_of(way, acquired=ACQUIRED))
    decided = accepted(deliberated(a_case(dossier)))
    assert decided.decision is not None
    assert {word.code for word in decided.decision.competences if word.validated} == set(ACQUIRED)
    assert decided.decision.outcome is Outcome.PARTIALLY_AWARDED
    assert status_of(decided) == "partially_awarded"
