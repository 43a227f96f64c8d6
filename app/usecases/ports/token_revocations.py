"""Programs' tokens stopped before they expire: what names them, and where that is kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

TOKENS_LAST = timedelta(minutes=10)
"""How long an access token is believed, and so how long a stop is worth keeping."""


def this_token(token_id: str) -> str:
    """What stops one token."""
    return f"token:{token_id}"


def tokens_of_client(client_id: str) -> str:
    """What stops all tokens of a program."""
    return f"client:{client_id}"


def tokens_under_secret(digest: bytes) -> str:
    """What stops the tokens that were given for one secret; the token tells half of its digest, which opens nothing."""
    return f"secret:{digest[:16].hex()}"


class TokenRevocations(Protocol):
    """What has been stopped."""

    async def add(self, names: Sequence[str], *, at: datetime, until: datetime) -> None:
        """Stop what goes by these names; what was stopped until before ``at`` is forgotten."""
        ...

    async def lift(self, name: str) -> None:
        """Stop it no longer."""
        ...
