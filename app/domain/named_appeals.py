"""The appeals of a dossier, as what follows from one names it (D71)."""

from uuid import UUID

from app.domain.appeals import Appeal, AppealAgainst
from app.domain.dossier import ClosureReason, Dossier
from app.domain.law import Violation
from app.domain.rules.decisions import D71
from app.domain.text import Text

REOPENED_BY = {
    ClosureReason.INADMISSIBLE: AppealAgainst.ADMISSIBILITY,
    ClosureReason.LAPSED: AppealAgainst.LAPSE,
}
"""The appeals that open a closed dossier again, by what closed it."""


def appeal_of(dossier: Dossier, appeal_id: UUID) -> Appeal | None:
    """The dossier's appeal of that id."""
    return next((each for each in dossier.appeals if each.id == appeal_id), None)


def named_appeal_faults(
    dossier: Dossier, appeal_id: UUID | None, against: AppealAgainst | None
) -> tuple[Violation, ...]:
    """Why what follows cannot name that appeal: it is not an upheld one of this dossier, against that decision."""
    if appeal_id is None:
        return ()
    named = appeal_of(dossier, appeal_id)
    return () if named is not None and named.is_upheld and named.against is against else (_NOT_UPHELD,)


_NOT_UPHELD = Violation(
    code="appeal_not_upheld",
    rule=D71,
    pointer="/appeal_id",
    detail=Text(
        "Ce n'est pas un recours accueilli de ce dossier contre cette décision : prenez-en un de la liste.",
        "This is not an upheld appeal of this dossier against this decision: take one of the list.",
    ),
)
