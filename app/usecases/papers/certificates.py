"""The parchemin of a certificate: to those who see the certificate, or to its holder by whoever let them in."""

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certificates import Certificate, verification_path
from app.usecases.access import SYSTEM, Caller
from app.usecases.jury.certificates import get_certificate
from app.usecases.papers.printing import PrintedPaper, Printing, printed
from app.usecases.papers.wording import certification_of, sitting_of
from app.usecases.ports import UnitOfWork
from app.usecases.ports.paper import CertificatePaper


async def get_certificate_pdf(uow: UnitOfWork, caller: Caller, printing: Printing, *, number: str) -> PrintedPaper:
    """The parchemin, revoked or not, to those who see the certificate. Raises NotFound."""
    return await certificate_pdf(uow, printing, await get_certificate(uow, caller, number=number))


async def certificate_pdf(uow: UnitOfWork, printing: Printing, certificate: Certificate) -> PrintedPaper:
    """The parchemin as it was issued, for a reader whose right to it the caller has checked.

    A revoked one is printed as it was: what became of it is told by its verification, where its QR code leads.
    """
    sheet = await _sheet(uow, printing, certificate)
    folder = f"certificates/{certificate.number}"
    return await printed(printing, sheet, of=folder, file_name=f"parchemin-{certificate.number}.pdf")


async def _sheet(uow: UnitOfWork, printing: Printing, certificate: Certificate) -> CertificatePaper:
    async with uow:
        session = await uow.jury_sessions.get(certificate.session_id)
        dossier = await uow.dossiers.get(SYSTEM, certificate.dossier_id)
    if session is None or dossier is None:
        raise ValueError(f"{certificate.number}: no session, or no dossier")
    by_equivalence = certificate.certification_code != dossier.certification_code
    return CertificatePaper(
        number=certificate.number,
        verification_code=certificate.verification_code,
        verification_url=f"{printing.public_url}{verification_path(certificate)}",
        certification=certification_of(certificate.certification_code, certificate.option),
        holder=certificate.holder,
        sitting=sitting_of(session, certificate.awarded_on),
        issued_on=certificate.issued_on,
        beside=CERTIFICATIONS[dossier.certification_code].title if by_equivalence else None,
    )
