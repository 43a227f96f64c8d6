"""One's own unfinished forms: they touch no dossier, are judged by nobody, and are nobody else's to read."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from app.domain.drafts import KEPT_FOR, MOST, Draft
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.errors import InvalidInput, NotFound, Unauthenticated
from app.usecases.ports import UnitOfWork
from app.usecases.ports.drafts import DraftOwner
from app.usecases.preconditions import Precondition

_LOST = Text("Cette invitation n'ouvre plus rien.", "This invitation opens nothing any more.")
_TOO_MANY = Violation(
    code="too_many_drafts",
    detail=Text(
        f"Vous gardez déjà {MOST} brouillons : supprimez ceux qui ne servent plus.",
        f"You keep {MOST} drafts already: delete those that serve no more.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedDraft:
    """The draft as kept, and whether there was none before."""

    draft: Draft
    created: bool


async def save_draft(
    uow: UnitOfWork, caller: Caller, *, key: str, content: str, precondition: Precondition, at: datetime
) -> SavedDraft:
    """Keep the form as it was put, for as long as drafts are kept. One whose time is over was never there.

    Raises PreconditionRequired, StaleVersion, InvalidInput for one too many, Unauthenticated.
    """
    async with uow:
        owner = await _owner(uow, caller)
        found = await uow.drafts.get(owner, key, lock=True)
        there = found is not None and found.is_kept(at)
        precondition.check_replacement(found.version if found is not None else 0, exists=there)
        if found is None and await uow.drafts.count(owner, since=at - KEPT_FOR) >= MOST:
            raise InvalidInput(_TOO_MANY)
        version = found.version + 1 if found is not None else 1
        draft = Draft(key=key, content=content, version=version, saved_at=at)
        await uow.drafts.put(owner, draft, over=found.version if found is not None else None)
        await uow.commit()
    return SavedDraft(draft=draft, created=not there)


async def get_draft(uow: UnitOfWork, caller: Caller, *, key: str, at: datetime) -> Draft:
    """One's own draft of that key. Raises NotFound, Unauthenticated."""
    async with uow:
        return await _kept(uow, await _owner(uow, caller), key, at)


async def delete_draft(uow: UnitOfWork, caller: Caller, *, key: str, precondition: Precondition, at: datetime) -> None:
    """Forget it at once. Raises NotFound, StaleVersion, Unauthenticated."""
    async with uow:
        owner = await _owner(uow, caller)
        precondition.check((await _kept(uow, owner, key, at, lock=True)).version)
        await uow.drafts.delete(owner, key)
        await uow.commit()


async def _kept(uow: UnitOfWork, owner: DraftOwner, key: str, at: datetime, *, lock: bool = False) -> Draft:
    found = await uow.drafts.get(owner, key, lock=lock)
    if found is None or not found.is_kept(at):
        raise NotFound
    return found


async def _owner(uow: UnitOfWork, caller: Caller) -> DraftOwner:
    """The account, whatever role it acts in; of a guest, who has none, the person whom the dossier invites."""
    if caller.user_id is not None:
        return DraftOwner(name=f"user:{caller.user_id}", user_id=caller.user_id)
    dossier = await uow.dossiers.get(caller, caller.dossier_id) if caller.dossier_id is not None else None
    if dossier is None or dossier.trade_evaluator is None:
        raise Unauthenticated(_LOST)
    who = sha256(dossier.trade_evaluator.email.lower().encode()).hexdigest()
    return DraftOwner(name=f"guest:{dossier.id}:{who}", dossier_id=dossier.id)
