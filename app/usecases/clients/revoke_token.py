"""A program gives a token back (RFC 7009)."""

from datetime import datetime

from app.usecases.clients.issue_token import authenticated
from app.usecases.clients.proofs import ClientProof
from app.usecases.ports import UnitOfWork
from app.usecases.ports.token_revocations import TOKENS_LAST, this_token


async def revoke_token(
    uow: UnitOfWork, *, proof: ClientProof, token_id: str | None, address: str, at: datetime
) -> None:
    """Stop the token of that id at once, for every process; None where the program gave back what was never a token.

    ``at`` is the system's clock. Raises Unauthenticated, AddressNotAllowed.
    """
    async with uow:
        await authenticated(uow, proof, address=address, at=at)
        if token_id is not None:
            await uow.token_revocations.add((this_token(token_id),), at=at, until=at + TOKENS_LAST)
        await uow.commit()
