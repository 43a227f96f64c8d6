"""Admissions that rest on a former attempt (D33), once that attempt is no longer the same person's (D49)."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.domain.admissibility import put_back, request_of, rests_on_another
from app.domain.dossier import Dossier
from app.domain.examination import PutBackCode
from app.domain.rules.decisions import D49
from app.usecases.access import SYSTEM, Caller
from app.usecases.dossiers.acting import Act, save
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork

_TOLD_APART = "Le dossier antérieur n'est pas de la même personne."
"""Why, for whoever reads the dossier: the words of the match are the secretariat's, and may name another company."""


async def take_back_admission(
    uow: UnitOfWork, caller: Caller, dossier: Dossier, *, operation_id: str, now: Moment, new_id: Callable[[], UUID]
) -> Dossier:
    """The dossier, which the transaction holds, its admission to be decided again where it is somebody else's (D50)."""
    named = dossier.previous_dossier_id
    previous = await uow.dossiers.get(SYSTEM, named) if named is not None else None
    if previous is None or not rests_on_another(dossier, previous):
        return dossier
    if previous.id in await uow.persons.person_of(dossier.id):
        return dossier
    back = replace(dossier, admissibility=put_back(request_of(dossier), now.on, _TOLD_APART))
    command = Act(
        caller=caller,
        operation_id=operation_id,
        dossier_id=dossier.id,
        now=now,
        new_id=new_id,
        details={"put_back": [{"code": PutBackCode.ADMISSIBILITY_DECISION}]},
        rules=(D49,),
    )
    return await save(uow, command, before=dossier, after=back)
