"""Certificates: issued when a session is closed, told to their holders, verified by anybody."""

from collections.abc import Callable, Iterable
from hmac import compare_digest
from uuid import UUID

from app.domain.case import Case
from app.domain.certificates import (
    Certificate,
    as_written,
    certificate_number,
    certifications_to_deliver,
    holder_of,
    verification_code,
)
from app.domain.dossier import Dossier
from app.usecases.access import Caller
from app.usecases.dossiers.acting import Act, save
from app.usecases.dossiers.facts import facts_of
from app.usecases.errors import NotFound
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.credentials import Secrets


async def issue_certificates(
    uow: UnitOfWork,
    caller: Caller,
    decided: Iterable[Dossier],
    *,
    now: Moment,
    new_id: Callable[[], UUID],
    secrets: Secrets,
) -> None:
    """One certificate for each certification that the dossiers were awarded and have none of, and a line of history."""
    for dossier in decided:
        case = await facts_of(uow, dossier, now.on)
        issued = {certificate.certification_code for certificate in await uow.certificates.of_dossier(dossier.id)}
        due = tuple(code for code in certifications_to_deliver(case) if code not in issued)
        for code in due:
            await uow.certificates.add(_certificate(case, code, now, secrets))
        if due:
            acting = Act(
                caller=caller,
                operation_id="closeJurySession",
                dossier_id=dossier.id,
                now=now,
                new_id=new_id,
                details={"certificates": list(due)},
            )
            await save(uow, acting, before=dossier, after=dossier)


async def get_certificate(uow: UnitOfWork, caller: Caller, *, number: str) -> Certificate:
    """The certificate, to those who see its dossier. Raises NotFound."""
    async with uow:
        found = await uow.certificates.get(as_written(number))
        seen = found is not None and await uow.dossiers.get(caller, found.dossier_id) is not None
    if found is None or not seen:
        raise NotFound
    return found


async def verify_certificate(uow: UnitOfWork, *, number: str, code: str) -> Certificate:
    """The certificate, to whoever holds its number and its code. A wrong one of either is the same NotFound."""
    async with uow:
        found = await uow.certificates.get(as_written(number))
    expected = found.verification_code if found is not None else ""
    if not compare_digest(expected.encode(), as_written(code).encode()) or found is None:
        raise NotFound
    return found


def _certificate(case: Case, code: str, now: Moment, secrets: Secrets) -> Certificate:
    dossier, decision = case.dossier, case.dossier.decision
    if decision is None:
        raise ValueError(f"{dossier.number}: nothing was decided")
    return Certificate(
        number=certificate_number(secrets.digest(secrets.new())),
        verification_code=verification_code(secrets.digest(secrets.new())),
        dossier_id=dossier.id,
        certification_code=code,
        option=dossier.option if code == dossier.certification_code else None,
        holder=holder_of(case),
        session_id=decision.session_id,
        awarded_on=decision.decided_on,
        issued_on=now.on,
        issued_at=now.at,
    )
