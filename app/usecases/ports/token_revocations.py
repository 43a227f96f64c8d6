"""Programs' tokens stopped before they expire, and assertions that have served: what names them, where it is kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

TOKENS_LAST = timedelta(minutes=10)
"""How long an access token is believed, and so how long a stop is worth keeping."""


def this_token(token_id: str) -> str:
    """What stops one token."""
    return f"token:{token_id}"


def tokens_of_client(client_id: str, generation: int | None) -> str:
    """What stops all tokens of a program that were given since its rights were last narrowed.

    None: those of a release that told no generation.
    """
    return f"client:{client_id}" if generation is None else f"client:{client_id}:{generation}"


def tokens_under_secret(client_id: str, secret_id: str) -> str:
    """What stops the tokens that were given for one secret; nothing in it is made from the secret."""
    return f"secret:{client_id}:{secret_id}"


def tokens_under_key(client_id: str, key_id: str) -> str:
    """What stops the tokens that were given for assertions of one key."""
    return f"key:{client_id}:{key_id}"


def this_assertion(client_id: str, digest: bytes) -> str:
    """What says that an assertion of a program, known by the digest of its ``jti``, has served."""
    return f"assertion:{client_id}:{digest.hex()}"


class TokenRevocations(Protocol):
    """What has been stopped."""

    async def use_once(self, name: str, *, until: datetime) -> bool:
        """Note that it has served; False where it had already. Of two at once one is told so."""
        ...

    async def add(self, names: Sequence[str], *, at: datetime, until: datetime) -> None:
        """Stop what goes by these names; what was stopped until before ``at`` is forgotten."""
        ...
