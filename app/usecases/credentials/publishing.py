"""Publishing what verifies credentials: the issuer's keys, and which are revoked."""

from datetime import UTC, datetime
from typing import Any

from app.domain.credentials import status_list_of
from app.usecases.errors import NotFound
from app.usecases.ports import UnitOfWork
from app.usecases.ports.verifiable_credentials import CredentialSigner

_BEFORE_ANY = datetime(2026, 1, 1, tzinfo=UTC)
"""Since when a list stands as it is in which nothing was ever revoked."""


def get_did_document(signer: CredentialSigner | None) -> dict[str, Any]:
    """The issuer's keys. Raises NotFound where no credentials are issued."""
    if signer is None:
        raise NotFound
    return signer.did_document()


async def get_credential_status(
    uow: UnitOfWork, signer: CredentialSigner | None, *, list_number: int
) -> dict[str, Any]:
    """A list of revocations, signed as it stands: the same to the byte until the next one. Raises NotFound."""
    if signer is None:
        raise NotFound
    async with uow:
        if not await uow.credential_statuses.list_exists(list_number):
            raise NotFound
        revoked = await uow.credential_statuses.revoked_in(list_number)
    since = max(revoked.values(), default=_BEFORE_ANY)
    document = status_list_of(list_number, signer.encode_list(revoked.keys()), signer.issuer)
    return await signer.sign(document, since)
