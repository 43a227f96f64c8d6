"""What a funder reads of the dossiers that it funds."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from uuid import UUID

from app.usecases.access import Caller
from app.usecases.clients.stops import STOPPED
from app.usecases.errors import NotFound, Unauthenticated
from app.usecases.paging import Page, PageRequest
from app.usecases.ports.fundings import FundedDossier, FundedDossiers, FundedFilter


async def get_funded(funded: FundedDossiers, caller: Caller, *, dossier_id: UUID) -> FundedDossier:
    """One of them, in the statement that asks whether the program's token was stopped.

    Raises Unauthenticated where it was, NotFound.
    """
    is_revoked, found = await funded.funded(caller.funder_code, dossier_id, stops=caller.revocation_keys)
    if is_revoked:
        raise Unauthenticated(STOPPED)
    if found is None:
        raise NotFound
    return found


async def list_funded(
    funded: FundedDossiers, caller: Caller, page: PageRequest, wanted: FundedFilter
) -> Page[FundedDossier]:
    """Newest first; from ``updated_since`` on, the oldest change first."""
    return await funded.funded_page(caller.funder_code, page, wanted)


def stream_funded(
    funded: FundedDossiers, caller: Caller, wanted: FundedFilter, *, after: str | None
) -> AsyncGenerator[Sequence[FundedDossier], None]:
    """All of them in the same order, in batches."""
    return funded.funded_stream(caller.funder_code, wanted, after=after)


async def look_up_funded(
    funded: FundedDossiers, caller: Caller, references: Sequence[str]
) -> Mapping[str, Sequence[FundedDossier]]:
    """Those under each of its references, by the references as given."""
    return await funded.funded_under(caller.funder_code, references)
