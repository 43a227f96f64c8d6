"""The appeals of a dossier, to those who see it and file them (D71)."""

from uuid import UUID

from app.domain.appeals import Appeal
from app.domain.dossier import Dossier
from app.domain.named_appeals import appeal_of
from app.usecases.access import Caller
from app.usecases.appeals.filing import FiledAppeal
from app.usecases.dossiers.reading import read_part
from app.usecases.errors import NotFound
from app.usecases.paging import Page, PageRequest, page_through
from app.usecases.ports import UnitOfWork


async def list_appeals(
    uow: UnitOfWork, caller: Caller, *, dossier_id: UUID, page: PageRequest
) -> tuple[Dossier, Page[Appeal]]:
    """All of them, the newest first. Raises NotFound."""
    dossier = await read_part(uow, caller, dossier_id=dossier_id)
    newest = sorted(dossier.appeals, key=lambda appeal: appeal.id, reverse=True)
    return dossier, page_through(newest, page, lambda appeal: str(appeal.id))


async def get_appeal(uow: UnitOfWork, caller: Caller, *, dossier_id: UUID, appeal_id: UUID) -> FiledAppeal:
    """One of them. Raises NotFound."""
    dossier = await read_part(uow, caller, dossier_id=dossier_id)
    appeal = appeal_of(dossier, appeal_id)
    if appeal is None:
        raise NotFound
    return FiledAppeal(dossier, appeal)
