"""Bridges between the branch's certifications and a partner's (D26)."""

from collections.abc import Iterable
from uuid import UUID

from app.domain.bridge_review import bridge_faults, leads
from app.domain.bridges import Branch, Bridge, PartnerCertification
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.usecases.errors import InvalidInput, NotFound
from app.usecases.paging import Page, PageRequest, page_through
from app.usecases.ports import UnitOfWork
from app.usecases.ports.reference import Versioned
from app.usecases.preconditions import Precondition
from app.usecases.reference.written import Written, version_replaced


async def list_bridges(
    uow: UnitOfWork,
    *,
    from_branch: Branch | None,
    to_branch: Branch | None,
    certification: str | None,
    page: PageRequest,
) -> Page[Bridge]:
    """The bridges that lead from one branch to another, of a certification on either side; the newest first."""
    async with uow:
        bridges = await uow.reference.bridges()
    chosen = [
        bridge
        for bridge in bridges
        if leads(PARTNER_CERTIFICATIONS[bridge.partner_certification], from_branch, to_branch)
        and certification in {None, bridge.chemical_certification, bridge.partner_certification}
    ]
    return page_through(chosen, page, key=lambda bridge: str(bridge.id))


async def get_bridge(uow: UnitOfWork, *, bridge_id: UUID) -> Versioned[Bridge]:
    """One bridge. Raises NotFound."""
    async with uow:
        kept = await uow.reference.bridge(bridge_id)
    if kept is None:
        raise NotFound
    return kept


async def put_bridge(uow: UnitOfWork, *, bridge: Bridge, precondition: Precondition) -> Written[Bridge]:
    """Keep a bridge between certifications, competences and units that exist.

    Raises InvalidInput, PreconditionRequired, StaleVersion.
    """
    async with uow:
        kept = await uow.reference.bridge(bridge.id)
        over = version_replaced(kept, precondition)
        frameworks = await uow.reference.frameworks_of(bridge.chemical_certification)
        faults = bridge_faults(bridge, frameworks, PARTNER_CERTIFICATIONS.get(bridge.partner_certification))
        if faults:
            raise InvalidInput(*faults)
        version = await uow.reference.put_bridge(bridge, over=over)
        await uow.commit()
    return Written(value=bridge, version=version, created=over is None)


async def list_partner_certifications(
    uow: UnitOfWork, *, page: PageRequest
) -> Page[tuple[PartnerCertification, tuple[Bridge, ...]]]:
    """Every partner's certification, by its code, with the bridges that it opens."""
    async with uow:
        bridges = await uow.reference.bridges()
    shown = page_through(tuple(PARTNER_CERTIFICATIONS.values()), page, key=lambda each: each.code)
    return shown.map(lambda each: (each, _opened_by(each, bridges)))


def _opened_by(certification: PartnerCertification, bridges: Iterable[Bridge]) -> tuple[Bridge, ...]:
    return tuple(bridge for bridge in bridges if bridge.partner_certification == certification.code)
