"""How a program shows who it is: by a secret that it shares with us, or by an assertion that it signed (RFC 7523)."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Protocol

from app.usecases.ports.accounts import Client
from app.usecases.ports.credentials import ClientAssertions
from app.usecases.ports.token_revocations import this_assertion, tokens_under_key, tokens_under_secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a program was known by: the name under which the tokens given for it are stopped.

    ``used_as``: what may serve this once, until ``used_until``.
    """

    name: str
    used_as: str | None = None
    used_until: datetime | None = None


class ClientProof(Protocol):
    """What came with the request."""

    @property
    def client_id(self) -> str:
        """Who the program says it is."""
        ...

    def credential(self, client: Client, at: datetime) -> Credential | None:
        """What of the account it proves to hold, None where it proves nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretProof:
    """The digest of a secret. A program that signs has none that opens: what is shared may leak at either end."""

    client_id: str
    digest: bytes

    def credential(self, client: Client, at: datetime) -> Credential | None:
        if client.keys:
            return None
        for secret in client.secrets:
            if compare_digest(secret.digest, self.digest) and secret.is_live(at):
                return Credential(name=tokens_under_secret(client.client_id, secret.id))
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionProof:
    """An assertion that the program signed for this request."""

    client_id: str
    assertion: str
    assertions: ClientAssertions

    def credential(self, client: Client, at: datetime) -> Credential | None:
        read = self.assertions.read(self.assertion, client_id=client.client_id, keys=client.keys, at=at)
        if read is None:
            return None
        return Credential(
            name=tokens_under_key(client.client_id, read.key_id),
            used_as=this_assertion(client.client_id, read.digest),
            used_until=read.expires_at,
        )
