"""Who is reminded: whoever has to act, wherever they are written to on that day."""

from dataclasses import dataclass

from app.domain.dossier import Dossier
from app.domain.pending_deadlines import DeadlineCode, Party, PendingDeadline
from app.usecases.addresses import (
    Recipient,
    candidate_of,
    people_of_company,
    people_of_secretariat,
    person_of_the_list,
)
from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom a reminder is written to. ``party``: as who they are."""

    person: Recipient
    party: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBook:
    """Where addresses are looked up. ``secretariat``: the mailbox that it shares; None: each of its members."""

    uow: UnitOfWork
    secretariat: str | None = None

    async def of(self, dossier: Dossier, deadline: PendingDeadline) -> tuple[Addressee, ...]:
        """Who has to act, and of a candidacy the candidate whose it is; the secretariat where that is nobody.

        No term is over in silence because a company has no account left, or a candidate no address.
        """
        parties = (deadline.actor, Party.CANDIDATE) if deadline.code is DeadlineCode.CANDIDACY else (deadline.actor,)
        found = [Addressee(person=each, party=party) for party in parties for each in await self._those(party, dossier)]
        if found:
            return tuple(found)
        return tuple(Addressee(person=each, party=Party.SECRETARIAT) for each in await self._secretariat())

    async def _those(self, party: Party, dossier: Dossier) -> tuple[Recipient, ...]:
        match party:
            case Party.CANDIDATE:
                return await candidate_of(self.uow, dossier)
            case Party.EMPLOYER if dossier.company_id is not None:
                return await people_of_company(self.uow, dossier.company_id)
            case Party.EVALUATOR if dossier.evaluator is not None:
                return await person_of_the_list(self.uow, dossier.evaluator.evaluator_id)
            case Party.EMPLOYER | Party.EVALUATOR | Party.SECRETARIAT:
                return await self._secretariat()

    async def _secretariat(self) -> tuple[Recipient, ...]:
        return await people_of_secretariat(self.uow, self.secretariat)
