"""Change what is kept of an evaluator: who they are, what they are authorised for, whom they are tied to."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.domain.evaluator_review import affiliation_list_faults, authorisation_list_faults
from app.domain.evaluators import Affiliation, Authorisation, Evaluator
from app.domain.law import Violation
from app.usecases.errors import InvalidInput, NotFound
from app.usecases.evaluators.create_evaluator import EMAIL_TAKEN
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.preconditions import Precondition

Revision = Callable[[Evaluator], Evaluator]


async def update_evaluator(
    uow: UnitOfWork, *, evaluator_id: UUID, revision: Revision, precondition: Precondition, now: Moment
) -> Evaluator:
    """The evaluator after ``revision``. Raises NotFound, PreconditionRequired, StaleVersion, InvalidInput."""
    async with uow:
        kept = await uow.evaluators.get(evaluator_id)
        if kept is None:
            raise NotFound
        precondition.check_replacement(kept.version, exists=True)
        revised = revision(kept)
        if await uow.evaluators.with_email(revised.email) not in {None, evaluator_id}:
            raise InvalidInput(EMAIL_TAKEN)
        saved = await uow.evaluators.save(revised, at=now.at)
        await uow.commit()
    return saved


async def set_authorisations(
    uow: UnitOfWork,
    *,
    evaluator_id: UUID,
    authorisations: tuple[Authorisation, ...],
    precondition: Precondition,
    now: Moment,
) -> Evaluator:
    """Replace what the evaluator is authorised for (R12). Raises as ``update_evaluator`` does."""
    _refuse(authorisation_list_faults(authorisations))
    return await update_evaluator(
        uow,
        evaluator_id=evaluator_id,
        revision=lambda kept: replace(kept, authorisations=authorisations),
        precondition=precondition,
        now=now,
    )


async def declare_affiliations(
    uow: UnitOfWork,
    *,
    evaluator_id: UUID,
    affiliations: tuple[Affiliation, ...],
    precondition: Precondition,
    now: Moment,
) -> Evaluator:
    """Replace whom the evaluator is tied to (R15, R16). Raises as ``update_evaluator`` does."""
    async with uow:
        networks = await uow.networks.codes()
    _refuse(affiliation_list_faults(affiliations, networks))
    return await update_evaluator(
        uow,
        evaluator_id=evaluator_id,
        revision=lambda kept: replace(kept, affiliations=affiliations),
        precondition=precondition,
        now=now,
    )


def _refuse(faults: tuple[Violation, ...]) -> None:
    if faults:
        raise InvalidInput(*faults)
