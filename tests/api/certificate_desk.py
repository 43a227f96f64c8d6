"""A certificate that was issued, without the sitting of the jury that brought it."""

from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.unit_of_work import SqlUnitOfWork
from app.domain.certificates import Certificate, Holder
from app.domain.dossier import Dossier
from app.sandbox.identities import JURY_SESSION
from tests import builders as a
from tests.api.jury_room import awaiting_jury, today

EMAIL = a.a_candidate().email or ""
NUMBER, CODE = "7K3M-QX0T-4VBN-92HW", "C0DE-FG7H-2K"


async def issued(engine: AsyncEngine, **changes: Any) -> Certificate:
    """The valid certificate of a dossier of the sandbox's company, which a jury has awarded in full."""
    dossier = await awaiting_jury(engine, decisions=(a.a_decision(session_id=JURY_SESSION),))
    return await issued_for(engine, dossier, **changes)


async def issued_for(engine: AsyncEngine, dossier: Dossier, **changes: Any) -> Certificate:
    """The valid certificate of a dossier that a jury has decided."""
    assert dossier.decision is not None
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
        awarded_on=dossier.decision.decided_on,
        issued_on=today(),
        issued_at=a.NOW,
        decision_id=dossier.decision.id,
    )
    certificate = replace(certificate, **changes)
    async with SqlUnitOfWork(engine) as uow:
        await uow.certificates.add(certificate)
        await uow.commit()
    return certificate
