"""R64: The certification is awarded only if every competence is validated."""

import pytest

from app.domain.assessment import Exemption, ExemptionKind
from app.domain.deliberation import Outcome
from tests.builders import CODES, P1, a_case, a_scope
from tests.rules.answers import accepted
from tests.rules.jury import deliberated
from tests.rules.stages import WAYS, assessment_of, on_agenda


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("missing", CODES)
def test_one_competence_that_is_missing_keeps_the_certification(way: str, missing: str) -> None:
    rest = tuple(code for code in CODES if code != missing)
    decided = accepted(deliberated(a_case(on_agenda(way, assessment=assessment_of(way, acquired=rest)))))
    assert decided.decision is not None
    assert decided.decision.outcome is Outcome.PARTIALLY_AWARDED
    whole = accepted(deliberated(a_case(on_agenda(way))))
    assert whole.decision is not None
    assert whole.decision.outcome is Outcome.AWARDED


def test_what_was_held_already_counts_as_validated() -> None:
    held = Exemption(competence_code="C2", kind=ExemptionKind.SHARED, source="autre CQP")
    whole = assessment_of(P1)
    rest = assessment_of(P1, results=tuple(r for r in whole.results if r.competence_code != "C2"))
    dossier = on_agenda(P1, scope=a_scope(assessed=("C1", "C3"), exemptions=(held,)), assessment=rest)
    decided = accepted(deliberated(a_case(dossier)))
    assert decided.decision is not None
    assert decided.decision.outcome is Outcome.AWARDED
