"""A certificate that was issued, without the sitting of the jury that brought it."""

from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.unit_of_work import SqlUnitOfWork
from app.domain.certificates import Certificate, Holder
from app.sandbox.identities import JURY_SESSION
from tests import builders as a
from tests.api.jury_room import awaiting_jury, today

EMAIL = a.a_candidate().email or ""
NUMBER, CODE = "7K3M-QX0T-4VBN-92HW", "C0DE-FG7H-2K"


async def issued(engine: AsyncEngine, **changes: Any) -> Certificate:
    """The valid certificate of a dossier of the sandbox's company, which a jury has awarded in full."""
    decision = a.a_decision(session_id=JURY_SESSION)
    dossier = await awaiting_jury(engine, decisions=(decision,))
    certificate = Certificate(
        number=NUMBER,
        verification_code=CODE,
        dossier_id=dossier.id,
        certification_code=dossier.certification_code,
        option=None,
        holder=Holder(
            birth_name="Durand",
            usage_name="Lefèvre-Châtaignier",
            first_names="Camille Élise",
            birth_date=dossier.candidate.birth_date,
            birth_place=dossier.candidate.birth_place,
        ),
        session_id=JURY_SESSION,
        awarded_on=decision.decided_on,
        issued_on=today(),
        issued_at=a.NOW,
        decision_id=decision.id,
    )
    certificate = replace(certificate, **changes)
    async with SqlUnitOfWork(engine) as uow:
        await uow.certificates.add(certificate)
        await uow.commit()
    return certificate
