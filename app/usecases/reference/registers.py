"""Reference data under codes that others give, kept by the secretariat: listed, read and put in one way."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Generic

from app.domain.funders import Funder, impossible_days_of
from app.domain.law import Violation
from app.domain.networks import KnownTrainingBody, Network, unknown_networks
from app.usecases.errors import InvalidInput, NotFound
from app.usecases.paging import Page, PageRequest, page_through
from app.usecases.ports import UnitOfWork
from app.usecases.ports.reference import Versioned
from app.usecases.ports.registers import Register, RegisterEntry
from app.usecases.preconditions import Precondition
from app.usecases.reference.upserted import Upserted, version_replaced


async def _nothing_impossible(_: UnitOfWork, __: object) -> Iterable[Violation]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterKind(Generic[RegisterEntry]):
    """A register: where it is kept, the code of one of its entries, and what is impossible in one."""

    kept_in: Callable[[UnitOfWork], Register[RegisterEntry]]
    code: Callable[[RegisterEntry], str]
    impossible: Callable[[UnitOfWork, RegisterEntry], Awaitable[Iterable[Violation]]] = _nothing_impossible


async def list_entries(uow: UnitOfWork, kind: RegisterKind[RegisterEntry], *, page: PageRequest) -> Page[RegisterEntry]:
    """Every entry, by its code."""
    async with uow:
        every = await kind.kept_in(uow).all()
    return page_through(every, page, key=kind.code)


async def get_entry(uow: UnitOfWork, kind: RegisterKind[RegisterEntry], *, code: str) -> Versioned[RegisterEntry]:
    """One entry. Raises NotFound."""
    async with uow:
        kept = await kind.kept_in(uow).get(code)
    if kept is None:
        raise NotFound
    return kept


async def put_entry(
    uow: UnitOfWork, kind: RegisterKind[RegisterEntry], *, entry: RegisterEntry, precondition: Precondition
) -> Upserted[RegisterEntry]:
    """Add an entry, or replace the one of its code. Raises PreconditionRequired, StaleVersion, InvalidInput."""
    async with uow:
        register = kind.kept_in(uow)
        over = version_replaced(await register.get(kind.code(entry)), precondition)
        faults = tuple(await kind.impossible(uow, entry))
        if faults:
            raise InvalidInput(*faults)
        version = await register.put(entry, over=over)
        await uow.commit()
    return Upserted(value=entry, version=version, created=over is None)


async def _in_unknown_networks(uow: UnitOfWork, body: KnownTrainingBody) -> Iterable[Violation]:
    """D59: a body belongs to networks of the list."""
    return unknown_networks(body.networks, await uow.networks.codes(), "/networks")


async def _paying_backwards(_: UnitOfWork, funder: Funder) -> Iterable[Violation]:
    return impossible_days_of(funder)


NETWORKS: RegisterKind[Network] = RegisterKind(kept_in=lambda uow: uow.networks, code=lambda network: network.code)
TRAINING_BODIES: RegisterKind[KnownTrainingBody] = RegisterKind(
    kept_in=lambda uow: uow.training_bodies, code=lambda body: body.siren, impossible=_in_unknown_networks
)
FUNDERS: RegisterKind[Funder] = RegisterKind(
    kept_in=lambda uow: uow.funders, code=lambda funder: funder.code, impossible=_paying_backwards
)
