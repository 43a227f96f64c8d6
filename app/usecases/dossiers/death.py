"""A candidate died: the fact is kept, and nothing that waits for them leaves any more (D69)."""

from dataclasses import replace
from datetime import date

from app.domain.case import Case
from app.domain.death import record_death as with_death
from app.domain.dossier import Dossier
from app.domain.rules.decisions import D69
from app.usecases.dossiers.acting import Act, act
from app.usecases.ports import UnitOfWork


async def record_death(uow: UnitOfWork, command: Act, *, on: date, source: str, goes_on: bool) -> Dossier:
    """Record the death of the dossier's candidate. The mails that wait for them, in whichever of their dossiers, are
    taken out of the outbox. Raises as an act does, InvalidInput.
    """

    async def silence(uow: UnitOfWork, saved: Dossier, _: Case) -> None:
        ids = await uow.persons.person_of(saved.id)
        await uow.outbox.forget_waiting_for_candidates(ids)

    details = {"died_on": on.isoformat(), "source": source, "goes_on": goes_on}
    noted = replace(command, details=details, rules=(D69,))
    return await act(uow, noted, lambda case: with_death(case, on=on, source=source, goes_on=goes_on), also=silence)
