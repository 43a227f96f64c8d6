"""A lack cites the sentence that asks for what is missing, where its rule has several."""

import pytest

from app.domain.missing_items import as_violation, items_missing_from_step
from tests.builders import P1, P2, P3, TODAY, a_case, a_dossier, a_scope, an_assessment


@pytest.mark.parametrize(
    ("pathway", "step", "lack", "words"),
    [
        pytest.param(P1, "registration", "training_scheme_missing", "dispositif de formation", id="scheme, P1"),
        pytest.param(P1, "assessment", "trade_evaluator_not_invited", "Invite", id="invitation, P1"),
        pytest.param(P1, "assessment", "candidate_observations_missing", "observations du candidat", id="words, P1"),
        pytest.param(P1, "assessment", "outil_4_missing", "Scanne l'outil n°4", id="outil 4, P1"),
        pytest.param(P1, "jury", "outil_6_missing", "complété et signé par le candidat", id="outil 6, jury"),
        pytest.param(P2, "admissibility", "cerfa_12818_missing", "dossier complet", id="CERFA, P2"),
        pytest.param(P3, "admissibility", "outil_6_missing", "dossier du candidat", id="outil 6, P3"),
        pytest.param(P3, "registration", "outil_8_missing", "(outil 8)", id="outil 8, P3"),
    ],
)
def test_what_is_missing_is_cited_by_the_sentence_that_asks_for_it(
    pathway: str, step: str, lack: str, words: str
) -> None:
    record = an_assessment(candidate_observations="")
    case = a_case(a_dossier(pathway, training_scheme=None, scope=a_scope(), assessment=record))

    [found] = [each for each in items_missing_from_step(case, step) if each.code == lack]

    assert words in str(as_violation(found).quote_on(TODAY))
