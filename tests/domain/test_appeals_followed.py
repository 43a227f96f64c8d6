"""D71: what was done on an appeal is what names it, told in the order of days."""

from app.domain.appeals_followed import Followed, FollowedKind, followed_by
from app.domain.dossier import (
    AdmissibilityDecision,
    AdmissibilityVerdict,
    Closure,
    ClosureReason,
    DecisionPutBack,
    JuryRegistration,
    JuryRegistrationState,
    RedeliberationRequest,
    Reopening,
)
from tests.builders import P3, a_request, an_id, an_upheld_appeal
from tests.rules.stages import day, opened

APPEAL, ANOTHER = an_upheld_appeal(), an_id(91)


def a_reopening(offset: int, appeal_id: object) -> Reopening:
    closure = Closure(reason=ClosureReason.INADMISSIBLE, on=day(-30), detail="Dix mois.")
    return Reopening(closure=closure, reason="Recours", on=day(offset), appeal_id=appeal_id)  # type: ignore[arg-type]


def a_verdict(offset: int, appeal_id: object) -> AdmissibilityDecision:
    return AdmissibilityDecision(
        verdict=AdmissibilityVerdict.ADMISSIBLE,
        grounds=(),
        decided_on=day(offset),
        appeal_id=appeal_id,  # type: ignore[arg-type]
    )


def test_all_that_names_the_appeal_is_told_in_the_order_of_days() -> None:
    request = a_request(
        day(-20),
        decisions=(a_verdict(-4, ANOTHER), a_verdict(-3, APPEAL.id)),
        put_back=(
            DecisionPutBack(decision=a_verdict(-6, APPEAL.id), on=day(-5), reason="Erreur"),
            DecisionPutBack(decision=a_verdict(-7, None), on=day(-5), reason="Erreur"),
        ),
    )
    asked = RedeliberationRequest(requested_on=day(-9), reason="Recours", appeal_id=APPEAL.id)
    dossier = opened(
        P3,
        reopenings=(a_reopening(-8, APPEAL.id), a_reopening(-2, ANOTHER)),
        admissibility=request,
        jury_registration=JuryRegistration(state=JuryRegistrationState.WITHDRAWN, redeliberation=asked),
    )

    assert followed_by(dossier, APPEAL) == (
        Followed(FollowedKind.REDELIBERATION, day(-9)),
        Followed(FollowedKind.REOPENING, day(-8)),
        Followed(FollowedKind.ADMISSIBILITY_DECISION, day(-6)),
        Followed(FollowedKind.ADMISSIBILITY_DECISION, day(-3)),
    )


def test_of_a_dossier_that_names_none_nothing_followed() -> None:
    assert followed_by(opened(P3), APPEAL) == ()
