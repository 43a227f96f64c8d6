"""Networks of training bodies, and the register of those bodies that the secretariat keeps (D59)."""

from app.domain.networks import KnownTrainingBody, Network, unknown_networks
from app.usecases.errors import InvalidInput, NotFound
from app.usecases.paging import Page, PageRequest, page_through
from app.usecases.ports import UnitOfWork
from app.usecases.ports.reference import Versioned
from app.usecases.preconditions import Precondition
from app.usecases.reference.upserted import Upserted, version_replaced


async def list_networks(uow: UnitOfWork, *, page: PageRequest) -> Page[Network]:
    """Every network, by its code."""
    async with uow:
        every = await uow.networks.all()
    return page_through(every, page, key=lambda network: network.code)


async def get_network(uow: UnitOfWork, *, code: str) -> Versioned[Network]:
    """One network. Raises NotFound."""
    async with uow:
        kept = await uow.networks.get(code)
    if kept is None:
        raise NotFound
    return kept


async def put_network(uow: UnitOfWork, *, network: Network, precondition: Precondition) -> Upserted[Network]:
    """Name a network. Raises PreconditionRequired, StaleVersion."""
    async with uow:
        kept = await uow.networks.get(network.code)
        over = version_replaced(kept, precondition)
        version = await uow.networks.put(network, over=over)
        await uow.commit()
    return Upserted(value=network, version=version, created=over is None)


async def list_training_bodies(uow: UnitOfWork, *, page: PageRequest) -> Page[KnownTrainingBody]:
    """The register, by SIREN."""
    async with uow:
        every = await uow.networks.bodies()
    return page_through(every, page, key=lambda body: body.siren)


async def get_training_body(uow: UnitOfWork, *, siren: str) -> Versioned[KnownTrainingBody]:
    """One body. Raises NotFound."""
    async with uow:
        kept = await uow.networks.body(siren)
    if kept is None:
        raise NotFound
    return kept


async def put_training_body(
    uow: UnitOfWork, *, body: KnownTrainingBody, precondition: Precondition
) -> Upserted[KnownTrainingBody]:
    """Keep a body with its networks. Raises PreconditionRequired, StaleVersion, InvalidInput."""
    async with uow:
        kept = await uow.networks.body(body.siren)
        over = version_replaced(kept, precondition)
        faults = unknown_networks(body.networks, await uow.networks.codes(), "/networks")
        if faults:
            raise InvalidInput(*faults)
        version = await uow.networks.put_body(body, over=over)
        await uow.commit()
    return Upserted(value=body, version=version, created=over is None)
