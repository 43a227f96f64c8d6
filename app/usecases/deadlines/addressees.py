"""Who is reminded: the accounts as they are on that day, and addresses where there is no account."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.domain.dossier import Dossier
from app.domain.terms import DeadlineCode, Party, Term
from app.usecases.access import Role
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Language, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """A person, or a mailbox that several share. ``party``: as who they are written to."""

    email: str
    name: str
    party: Party
    language: Language = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBook:
    """Where addresses are looked up. ``secretariat``: the mailbox that it shares; None: each of its members."""

    uow: UnitOfWork
    secretariat: str | None = None

    async def of(self, dossier: Dossier, term: Term) -> tuple[Addressee, ...]:
        """Who has to act, and of a candidacy the candidate whose it is; the secretariat where that is nobody.

        No term is over in silence because a company has no account left, or a candidate no address.
        """
        parties = (term.actor, Party.CANDIDATE) if term.code is DeadlineCode.CANDIDACY else (term.actor,)
        found = [each for party in parties for each in await self._those(party, dossier)]
        return tuple(found) or await self._secretariat()

    async def _those(self, party: Party, dossier: Dossier) -> tuple[Addressee, ...]:
        match party:
            case Party.CANDIDATE:
                return _candidate(dossier)
            case Party.EMPLOYER if dossier.company_id is not None:
                return _accounts(await self.uow.users.of_company(dossier.company_id), party)
            case Party.EVALUATOR if dossier.evaluator is not None:
                return await self._evaluator(dossier.evaluator.evaluator_id)
            case _:
                return await self._secretariat()

    async def _secretariat(self) -> tuple[Addressee, ...]:
        if self.secretariat is not None:
            return (Addressee(email=self.secretariat, name="Secrétariat des CQP", party=Party.SECRETARIAT),)
        return _accounts(await self.uow.users.holding(Role.SECRETARIAT), Party.SECRETARIAT)

    async def _evaluator(self, evaluator_id: UUID) -> tuple[Addressee, ...]:
        """Their account; as long as they have none, their address on the list of the CPNE."""
        accounts = await self.uow.users.holding(Role.EVALUATOR, evaluator_id=evaluator_id)
        if accounts:
            return _accounts(accounts, Party.EVALUATOR)
        evaluator = await self.uow.evaluators.get(evaluator_id)
        return (Addressee(email=evaluator.email, name=evaluator.name, party=Party.EVALUATOR),) if evaluator else ()


def _accounts(users: Iterable[User], party: Party) -> tuple[Addressee, ...]:
    return tuple(
        Addressee(email=user.email, name=user.name, party=party, language=user.language)
        for user in users
        if user.is_open
    )


def _candidate(dossier: Dossier) -> tuple[Addressee, ...]:
    candidate = dossier.candidate
    if candidate.email is None:
        return ()
    return (Addressee(email=candidate.email, name=candidate.full_name, party=Party.CANDIDATE),)
