"""Issuing the credential of a certificate: to those who see the certificate, or to its holder by their link."""

from typing import Any

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certificates import Certificate
from app.domain.credentials import credential_of, drawn_position
from app.domain.holder_papers import HolderPaper
from app.domain.law import Violation
from app.domain.passport import registration_code
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.errors import InvalidInput, NotFound
from app.usecases.holders.reading import Reader, living_link
from app.usecases.jury.certificates import get_certificate
from app.usecases.ports import UnitOfWork
from app.usecases.ports.credentials import Secrets
from app.usecases.ports.verifiable_credentials import CredentialSigner


async def get_certificate_credential(
    uow: UnitOfWork, caller: Caller, signer: CredentialSigner | None, *, number: str, secrets: Secrets
) -> dict[str, Any]:
    """The credential, without a name. Raises NotFound (where none are issued too), InvalidInput when it is revoked."""
    if signer is None:
        raise NotFound
    return await _issue(
        uow, signer, await get_certificate(uow, caller, number=number), with_name=False, secrets=secrets
    )


async def redeem_credential(
    uow: UnitOfWork, reader: Reader, signer: CredentialSigner | None, *, with_name: bool, secrets: Secrets
) -> dict[str, Any]:
    """The credential of the certificate that the link leads to, with its holder's name if they ask for it.

    Raises Unauthenticated for a dead link, InvalidInput for one to another paper or to a revoked certificate, NotFound.
    """
    if signer is None:
        raise NotFound
    async with uow:
        link = await living_link(uow, reader)
        if link.payload["paper"] != HolderPaper.CERTIFICATE:
            raise InvalidInput(_ANOTHER_PAPER)
        certificate = await uow.certificates.get(link.payload["number"])
    if certificate is None:
        raise NotFound
    return await _issue(uow, signer, certificate, with_name=with_name, secrets=secrets)


async def _issue(
    uow: UnitOfWork, signer: CredentialSigner, certificate: Certificate, *, with_name: bool, secrets: Secrets
) -> dict[str, Any]:
    if not certificate.is_valid:
        raise InvalidInput(_REVOKED)
    async with uow:
        place = await uow.credential_statuses.place_of(
            certificate.number, lambda: drawn_position(secrets.digest(secrets.new()))
        )
        entry = await _entry(uow, certificate)
        await uow.commit()
    document = credential_of(certificate, place, signer.issuer, entry=entry, with_name=with_name)
    return await signer.sign(document, certificate.issued_at)


async def _entry(uow: UnitOfWork, certificate: Certificate) -> str | None:
    """The entry that the certificate cites; else the one of the day of the jury, which the passport is told too."""
    cited = certificate.certification.registration
    if cited is not None:
        return cited.code
    code = certificate.certification_code
    settings = await uow.certification_settings.of((code,))
    return registration_code(CERTIFICATIONS.get(code), settings, certificate.awarded_on)


_REVOKED = Violation(
    code="certificate_revoked",
    detail=Text(
        "Ce parchemin est révoqué : il n'en est plus délivré d'attestation numérique.",
        "This certificate is revoked: no credential of it is issued any more.",
    ),
)
_ANOTHER_PAPER = Violation(
    code="no_certificate",
    detail=Text(
        "Ce lien mène à un autre document : seul celui d'un parchemin en donne l'attestation numérique.",
        "This link leads to another paper: that of a certificate alone gives its credential.",
    ),
    pointer="/token",
)
