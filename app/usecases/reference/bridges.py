"""Bridges between the branch's certifications and a partner's (D26)."""

from datetime import date
from uuid import UUID

from app.domain.bridge_openings import BridgeOpening, bridge_openings_of
from app.domain.bridge_review import bridge_faults, leads
from app.domain.bridges import Branch, Bridge, BridgeKind, PartnerCertification, bridges_in_force
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.usecases.errors import InvalidInput, NotFound
from app.usecases.paging import Page, PageRequest, page_through
from app.usecases.ports import UnitOfWork
from app.usecases.ports.reference import Versioned
from app.usecases.preconditions import Precondition
from app.usecases.reference.upserted import Upserted, version_replaced


async def list_bridges(
    uow: UnitOfWork,
    *,
    from_branch: Branch | None,
    to_branch: Branch | None,
    certification: str | None,
    in_force_on: date | None,
    kind: BridgeKind | None,
    confirmed: bool | None,
    page: PageRequest,
) -> Page[Bridge]:
    """The bridges that lead from one branch to another, of a certification on either side; the newest first.

    ``in_force_on``: those alone that apply on that day.
    """
    async with uow:
        bridges = await uow.reference.bridges()
    applying = bridges if in_force_on is None else tuple(bridges_in_force(bridges, in_force_on).values())
    chosen = [
        bridge
        for bridge in bridges
        if bridge in applying
        and leads(PARTNER_CERTIFICATIONS[bridge.partner_certification], from_branch, to_branch)
        and kind in {None, bridge.kind}
        and confirmed in {None, bridge.confirmed}
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


async def put_bridge(uow: UnitOfWork, *, bridge: Bridge, precondition: Precondition) -> Upserted[Bridge]:
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
    return Upserted(value=bridge, version=version, created=over is None)


async def list_partner_certifications(
    uow: UnitOfWork, *, certification: str | None, on: date, page: PageRequest
) -> Page[tuple[PartnerCertification, tuple[BridgeOpening, ...]]]:
    """The partner's certifications, by code, with what each opens on ``on`` and, back again, what opens it.

    ``certification`` on either side narrows them: one of the partner's, or those that a chemical one is bridged to.
    """
    async with uow:
        bridges = [bridge for bridge in await uow.reference.bridges() if _is_between(bridge, certification)]
        frameworks = await uow.reference.frameworks_by_code({bridge.chemical_certification for bridge in bridges})
    bridged = {bridge.partner_certification for bridge in bridges}
    named = [code for code in PARTNER_CERTIFICATIONS if certification in {None, code} or code in bridged]
    shown = page_through([PARTNER_CERTIFICATIONS[code] for code in named], page, key=lambda each: each.code)
    return shown.map(lambda each: (each, bridge_openings_of(each, bridges, frameworks, on)))


def _is_between(bridge: Bridge, certification: str | None) -> bool:
    return certification in {None, *bridge.pair}
