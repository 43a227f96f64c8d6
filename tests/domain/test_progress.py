"""Where the steps of a dossier stand: what is behind, what is open, and what waits for it (R68)."""

from app.domain.progress import current_step, progress
from tests.builders import P3, TODAY, a_dossier, an_admission


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
