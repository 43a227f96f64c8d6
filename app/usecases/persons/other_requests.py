"""The other dossiers of the person whom a dossier names."""

from app.domain.dossier import Dossier
from app.usecases.access import Caller
from app.usecases.ports import UnitOfWork


async def other_requests(uow: UnitOfWork, caller: Caller, dossier: Dossier) -> tuple[Dossier, ...]:
    """Those that the caller may see, oldest first: an employer learns of no other company's by counting them."""
    return await uow.dossiers.seen_of_person(caller, dossier.id)
