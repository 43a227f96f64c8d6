"""What may be imported: its shape, and the use cases of the API that write it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field
from uuid_utils.compat import uuid7

from app.api.text_fields import Line
from app.api.v1.bridge_models import BridgeIn, BridgeOut
from app.api.v1.certification_models import FrameworkIn, FrameworkOut
from app.api.v1.cqpi_equivalences import CqpiEquivalenceIn, CqpiEquivalenceOut
from app.api.v1.evaluator_models import AffiliationIn, AuthorisationIn, EvaluatorIn, EvaluatorOut
from app.domain.bridges import Bridge
from app.domain.certification import CqpiEquivalence, Framework
from app.domain.evaluators import Evaluator
from app.usecases.evaluators.create_evaluator import create_evaluator
from app.usecases.evaluators.update_evaluator import declare_affiliations, set_authorisations, update_evaluator
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.preconditions import Precondition
from app.usecases.reference.bridges import put_bridge
from app.usecases.reference.cqpi_equivalences import put_cqpi_equivalence
from app.usecases.reference.put_framework import put_framework

Json = Mapping[str, Any]
Write = Callable[[UnitOfWork, Any, Moment], Awaitable[tuple[Json | None, Json]]]
"""Writes one thing as its file tells it; what stood before, None where nothing, and what stands now."""

_OVER_ANY = Precondition(any_version=True)
"""The file says how things are to be, whatever they are."""


class FrameworkRow(FrameworkIn):
    """A version of a certification's framework."""

    certification_code: Line
    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class BridgeRow(BridgeIn):
    """A bridge; without ``id`` it is the one between the same two that begins on the same day, else a new one."""

    id: UUID | None = None


class EquivalenceRow(CqpiEquivalenceIn):
    """A CQPI that may come with a CQP."""

    cqp: Line
    cqpi: Line


class EvaluatorRow(EvaluatorIn):
    """An evaluator, known by their address; a list that the file does not have stays as it is."""

    authorisations: Annotated[list[AuthorisationIn], Field(max_length=1000, default_factory=list)]
    affiliations: Annotated[list[AffiliationIn], Field(max_length=100, default_factory=list)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """``key``: the members that name one of them."""

    model: type[BaseModel]
    key: tuple[str, ...]
    write: Write

    def name_of(self, document: Any) -> str:
        """By which words the report speaks of it."""
        values = (document.get(name) for name in self.key) if isinstance(document, Mapping) else ()
        return " ".join(str(value) for value in values if value is not None) or "?"


async def write_framework(uow: UnitOfWork, row: FrameworkRow, now: Moment) -> tuple[Json | None, Json]:
    """Publish the version, or correct it while nothing rests on it."""
    async with uow:
        kept = await uow.reference.framework(row.certification_code, row.version)
    told = row.framework(row.certification_code, row.version)
    upserted = await put_framework(uow, framework=told, precondition=_OVER_ANY, on=now.on)
    return (None if kept is None else _framework(kept.value)), _framework(upserted.value)


async def write_bridge(uow: UnitOfWork, row: BridgeRow, now: Moment) -> tuple[Json | None, Json]:
    """Record the bridge."""
    del now
    async with uow:
        same = [each.id for each in await uow.reference.bridges() if _is_told_by(row, each)]
        bridge = row.bridge(row.id or (same[0] if same else uuid7()))
        kept = await uow.reference.bridge(bridge.id)
    if kept is None or kept.value != bridge:
        await put_bridge(uow, bridge=bridge, precondition=_OVER_ANY)
    return (None if kept is None else _bridge(kept.value)), _bridge(bridge)


async def write_equivalence(uow: UnitOfWork, row: EquivalenceRow, now: Moment) -> tuple[Json | None, Json]:
    """Record the equivalence."""
    del now
    told = CqpiEquivalence(
        cqp=row.cqp, cqpi=row.cqpi, source=row.source, confirmed=row.confirmed, in_force_from=row.in_force_from
    )
    async with uow:
        kept = await uow.reference.cqpi_equivalence(row.cqp, row.cqpi)
    if kept is None or kept.value != told:
        await put_cqpi_equivalence(uow, equivalence=told, precondition=_OVER_ANY)
    return (None if kept is None else _equivalence(kept.value)), _equivalence(told)


async def write_evaluator(uow: UnitOfWork, row: EvaluatorRow, now: Moment) -> tuple[Json | None, Json]:
    """Put the evaluator on the list, or bring what is known of them up to date."""
    async with uow:
        known = await uow.evaluators.with_email(row.email.lower())
        kept = None if known is None else await uow.evaluators.get(known)
    evaluator = kept or await create_evaluator(uow, evaluator=row.to_domain(uuid7()), now=now)
    told = row.to_domain(evaluator.id)
    names = {
        name: getattr(told, name) for name in ("name", "siren", "published_contact") if name in row.model_fields_set
    }
    if any(getattr(evaluator, name) != value for name, value in names.items()):
        evaluator = await update_evaluator(
            uow,
            evaluator_id=evaluator.id,
            revision=lambda before: replace(before, **names),
            precondition=_OVER_ANY,
            now=now,
        )
    return (None if kept is None else _evaluator(kept)), _evaluator(await _with_lists(uow, row, evaluator, now))


async def _with_lists(uow: UnitOfWork, row: EvaluatorRow, evaluator: Evaluator, now: Moment) -> Evaluator:
    authorisations = tuple(each.to_domain() for each in row.authorisations)
    affiliations = tuple(each.to_domain() for each in row.affiliations)
    if "authorisations" in row.model_fields_set and set(authorisations) != set(evaluator.authorisations):
        evaluator = await set_authorisations(
            uow, evaluator_id=evaluator.id, authorisations=authorisations, precondition=_OVER_ANY, now=now
        )
    if "affiliations" in row.model_fields_set and set(affiliations) != set(evaluator.affiliations):
        evaluator = await declare_affiliations(
            uow, evaluator_id=evaluator.id, affiliations=affiliations, precondition=_OVER_ANY, now=now
        )
    return evaluator


def _is_told_by(row: BridgeRow, bridge: Bridge) -> bool:
    return (bridge.pair, bridge.in_force_from) == (
        (row.chemical_certification, row.partner_certification),
        row.in_force_from,
    )


def _framework(framework: Framework) -> Json:
    return FrameworkOut.of(framework).model_dump(mode="json")


def _bridge(bridge: Bridge) -> Json:
    return BridgeOut.of(bridge).model_dump(mode="json", exclude={"kind_label"})


def _equivalence(equivalence: CqpiEquivalence) -> Json:
    return CqpiEquivalenceOut.of(equivalence).model_dump(mode="json")


def _evaluator(evaluator: Evaluator) -> Json:
    shown = EvaluatorOut.of(evaluator).model_dump(mode="json", by_alias=True, exclude={"id", "version"})
    for name in ("authorisations", "affiliations"):
        shown[name] = sorted(shown[name], key=str)
    return shown


KINDS: Mapping[str, Kind] = {
    "frameworks": Kind(model=FrameworkRow, key=("certification_code", "version"), write=write_framework),
    "bridges": Kind(
        model=BridgeRow,
        key=("id", "chemical_certification", "partner_certification", "in_force_from"),
        write=write_bridge,
    ),
    "equivalences": Kind(model=EquivalenceRow, key=("cqp", "cqpi"), write=write_equivalence),
    "evaluators": Kind(model=EvaluatorRow, key=("email",), write=write_evaluator),
}
