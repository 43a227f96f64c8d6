"""What the jury decided on a dossier, corrections included."""

from uuid import UUID

from app.domain.deliberation import Decision
from app.domain.dossier import Dossier
from app.usecases.access import Caller
from app.usecases.dossiers.reading import dossier_as_seen_by
from app.usecases.errors import NotFound
from app.usecases.paging import Page, PageRequest, page_through
from app.usecases.ports import UnitOfWork


async def list_decisions(
    uow: UnitOfWork, caller: Caller, *, dossier_id: UUID, page: PageRequest
) -> tuple[Dossier, Page[Decision]]:
    """The dossier's decisions, the one in force first. Raises NotFound."""
    async with uow:
        dossier = await uow.dossiers.get(caller, dossier_id)
    if dossier is None:
        raise NotFound
    dossier = dossier_as_seen_by(caller, dossier)
    return dossier, page_through(tuple(reversed(dossier.decisions)), page, lambda decision: str(decision.id))
