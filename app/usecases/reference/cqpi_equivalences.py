"""Which CQPI may be delivered with which CQP: one row each, with its source (D26)."""

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import CqpiEquivalence
from app.usecases.errors import NotFound
from app.usecases.paging import Page, PageRequest, page_through
from app.usecases.ports import UnitOfWork
from app.usecases.ports.reference import Versioned
from app.usecases.preconditions import Precondition
from app.usecases.reference.upserted import Upserted, version_replaced


async def list_cqpi_equivalences(uow: UnitOfWork, *, page: PageRequest) -> Page[CqpiEquivalence]:
    """Every row, by its codes."""
    async with uow:
        rows = await uow.reference.cqpi_equivalences()
    return page_through(rows, page, key=lambda row: f"{row.cqp}/{row.cqpi}")


async def get_cqpi_equivalence(uow: UnitOfWork, *, cqp: str, cqpi: str) -> Versioned[CqpiEquivalence]:
    """One row. Raises NotFound."""
    async with uow:
        kept = await uow.reference.cqpi_equivalence(cqp, cqpi)
    if kept is None:
        raise NotFound
    return kept


async def put_cqpi_equivalence(
    uow: UnitOfWork, *, equivalence: CqpiEquivalence, precondition: Precondition
) -> Upserted[CqpiEquivalence]:
    """Keep a row between a CQP and a CQPI by equivalence. Raises NotFound, PreconditionRequired, StaleVersion."""
    if not _joins_a_cqp_to_a_cqpi_by_equivalence(equivalence):
        raise NotFound
    async with uow:
        kept = await uow.reference.cqpi_equivalence(equivalence.cqp, equivalence.cqpi)
        over = version_replaced(kept, precondition)
        version = await uow.reference.put_cqpi_equivalence(equivalence, over=over)
        await uow.commit()
    return Upserted(value=equivalence, version=version, created=over is None)


def _joins_a_cqp_to_a_cqpi_by_equivalence(equivalence: CqpiEquivalence) -> bool:
    cqp, cqpi = CERTIFICATIONS.get(equivalence.cqp), CERTIFICATIONS.get(equivalence.cqpi)
    return cqp is not None and cqp.kind == "cqp" and cqpi is not None and cqpi.by_equivalence
