"""The terms that are kept beside the dossiers, made again from them: after a change of the rules, or of this code."""

from datetime import date

from app.domain.case import GovernedDossier
from app.domain.pending_deadlines import pending_deadlines
from app.usecases.ports import UnitOfWork

_AT_ONCE = 200


async def rewrite_deadlines(uow: UnitOfWork, on: date) -> int:
    """Write again what is not as the rules have it, some dossiers at a time; of how many dossiers.

    Each act writes the terms of its dossier itself: what is found here was kept before a new edition of a rule, which
    is of dossiers that go on, or by other code. What is over keeps the terms that its decision says.
    """
    rewritten, last = 0, None
    while True:
        async with uow:
            held = await uow.dossiers.lock_next_batch(last, _AT_ONCE, on=on)
            if not held:
                return rewritten
            last, parameters = held[-1].id, await uow.reference.parameters()
            kept = await uow.deadlines.read(dossier.id for dossier in held)
            for dossier in held:
                pending = pending_deadlines(GovernedDossier(dossier=dossier, parameters=parameters))
                if kept.get(dossier.id, frozenset()) != frozenset(pending):
                    await uow.deadlines.write(dossier.id, pending)
                    rewritten += 1
            await uow.commit()
