"""Where the steps of a dossier stand: what is behind, what is open, and what waits for it (R68)."""

import pytest

from app.domain.pathway import Pathway
from app.domain.pathways import PATHWAYS
from app.domain.progress import current_step, progress
from tests.builders import P3, TODAY, a_decision, a_dossier, an_admission


def test_what_was_done_ahead_of_time_leaves_behind_only_what_comes_before_the_gap() -> None:
    ahead = a_dossier(P3, admissibility=an_admission(), assessment_completed_on=TODAY)

    assert [(each.step.code, each.state) for each in progress(ahead)] == [
        ("admissibility", "done"),
        ("vae_portfolio", "open"),
        ("assessment", "locked"),
        ("registration", "locked"),
        ("jury", "locked"),
    ]
    assert current_step(ahead).code == "vae_portfolio"


@pytest.mark.parametrize("pathway", PATHWAYS, ids=lambda each: each.variant or each.code)
def test_the_last_step_is_passed_once_somebody_has_decided(pathway: Pathway) -> None:
    last = pathway.steps[-1]

    assert last.done(a_dossier()) is False
    assert last.done(a_dossier(decisions=(a_decision(),))) is True
