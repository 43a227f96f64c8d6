"""Ports to the credentials that holders show to programs: who signs them, and where their revocation is published."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Protocol

from app.domain.credentials import CredentialDocument, CredentialIssuer, StatusPlace


class CredentialSigner(Protocol):
    """Signs with the issuer's key, and says by which keys what it has signed, now or before, is verified."""

    @property
    def issuer(self) -> CredentialIssuer:
        """Whose word it is."""
        ...

    async def sign(self, document: CredentialDocument, at: datetime) -> dict[str, Any]:
        """The document with its proof, made ``at``; the same, to the byte, whenever it is asked for."""
        ...

    def encode_list(self, positions: Collection[int]) -> str:
        """A list of revocations in which the bits at these positions are set."""
        ...

    def did_document(self) -> dict[str, Any]:
        """The keys by which what was signed is verified (DID Core 1.0)."""
        ...


class CredentialStatuses(Protocol):
    """The place of each certificate in the lists of revocations."""

    async def place_of(self, number: str, draw: Callable[[], int]) -> StatusPlace:
        """The certificate's place: drawn at its first credential, and its own ever after."""
        ...

    async def list_exists(self, list_number: int) -> bool: ...

    async def revoked_in(self, list_number: int) -> dict[int, datetime]:
        """The places of the revoked certificates of a list, with the instant of each revocation."""
        ...
