"""The parchemin of a certificate: to those who see the certificate, or to its holder by whoever let them in."""

from dataclasses import replace

from app.domain.certificates import Certificate, verification_path
from app.domain.printed_words import CertificateWords, certificate_words, printed_sitting
from app.usecases.access import SYSTEM, Caller
from app.usecases.dossiers.facts import facts_of
from app.usecases.jury.certificates import get_certificate
from app.usecases.papers.printing import PrintedPaper, PrintingContext, print_paper
from app.usecases.papers.words import words_of
from app.usecases.ports import UnitOfWork
from app.usecases.ports.paper import CertificatePaper, PrintedVoid


async def get_certificate_pdf(
    uow: UnitOfWork, caller: Caller, printing: PrintingContext, *, number: str
) -> PrintedPaper:
    """The parchemin, revoked or not, to those who see the certificate. Raises NotFound."""
    return await certificate_pdf(uow, printing, await get_certificate(uow, caller, number=number))


async def certificate_pdf(uow: UnitOfWork, printing: PrintingContext, certificate: Certificate) -> PrintedPaper:
    """The parchemin in the words of its issue, for a reader whose right to it the caller has checked (D75).

    A revoked one says so on its face: that is another printing, beside the one from before, which is kept.
    """
    words = certificate.words or await _words_at_last(uow, printing, certificate)
    paper = words_of(_sheet(certificate, words), words.layout)
    folder, file_name = f"certificates/{certificate.number}", f"parchemin-{certificate.number}.pdf"
    if certificate.revocation is not None:
        return await print_paper(printing, paper, place=f"{folder}/revoked", file_name=file_name)
    return await print_paper(printing, paper, place=f"{folder}/issued", file_name=file_name, folder_before=folder)


def _sheet(certificate: Certificate, words: CertificateWords) -> CertificatePaper:
    revocation = certificate.revocation
    return CertificatePaper(
        number=certificate.number,
        verification_code=certificate.verification_code,
        verification_url=words.verification_url,
        certification=words.certification,
        holder=certificate.holder,
        sitting=words.sitting,
        issued_on=certificate.issued_on,
        beside=words.beside,
        framework_version=words.framework_version,
        sex=words.sex,
        bridges=words.bridges,
        void=PrintedVoid(since=revocation.on, replaced_by=revocation.replaced_by) if revocation else None,
    )


async def _words_at_last(uow: UnitOfWork, printing: PrintingContext, certificate: Certificate) -> CertificateWords:
    """The words of a certificate that the first edition issued without: drawn at the first printing, and kept."""
    async with uow:
        session = await uow.jury_sessions.get(certificate.session_id)
        dossier = await uow.dossiers.get(SYSTEM, certificate.dossier_id)
        if session is None or dossier is None:
            raise ValueError(f"{certificate.number}: no session, or no dossier")
        words = certificate_words(
            await facts_of(uow, dossier, certificate.issued_on),
            certificate.certification_code,
            certificate.option,
            sitting=printed_sitting(session, certificate.awarded_on),
            verification_url=f"{printing.public_url}{verification_path(certificate)}",
        )
        await uow.certificates.keep_words(replace(certificate, words=words))
        kept = await uow.certificates.get(certificate.number)
        await uow.commit()
    return kept.words if kept is not None and kept.words is not None else words
