"""What a session has before it."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.case import Case
from app.domain.case_warnings import warnings_for_the_branch
from app.domain.documents import Document, SignatureWaiver
from app.domain.jury import JurySession
from app.domain.law import RuleWarning
from app.domain.panel import MemberAccount, Recusal, recusals
from app.domain.proposal import Proposal, proposal_for
from app.domain.uploads import readable_kinds
from app.usecases.access import Caller, Role
from app.usecases.dossiers.facts import cases_of
from app.usecases.errors import NotFound
from app.usecases.isolation import readable_among
from app.usecases.jury.session_access import check_member
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """A dossier before the jury: what R60 and R61 list, what it would decide by default, and who stands back.

    ``signature_waivers``: of the versions that it has before it (D68).
    """

    case: Case
    proposal: Proposal
    recusals: tuple[Recusal, ...]
    documents: tuple[Document, ...]
    signature_waivers: tuple[SignatureWaiver, ...]
    warnings: tuple[RuleWarning, ...]


async def get_agenda(
    uow: UnitOfWork, caller: Caller, *, session_id: UUID, now: Moment
) -> tuple[JurySession, tuple[AgendaItem, ...]]:
    """The dossiers registered, by number. Raises NotFound: to its members too, once the session is closed."""
    async with uow:
        session = check_member(await uow.jury_sessions.get(session_id), caller)
        if caller.role is Role.JURY and session.is_over:
            raise NotFound
        accounts = await uow.jury_sessions.accounts(session.id)
        registered = await uow.dossiers.registered_to(session.id)
        cases = await readable_among(registered, lambda some: cases_of(uow, some, now.on))
    return session, tuple(_item(case, session, accounts) for case in cases)


def _item(case: Case, session: JurySession, accounts: tuple[MemberAccount, ...]) -> AgendaItem:
    latest = (case.dossier.latest(kind) for kind in sorted(readable_kinds(case.dossier, Role.JURY)))
    documents = tuple(document for document in latest if document is not None)
    before_it = {document.id for document in documents}
    return AgendaItem(
        case=case,
        proposal=proposal_for(case, session),
        recusals=recusals(case, session, accounts),
        documents=documents,
        signature_waivers=tuple(each for each in case.dossier.signature_waivers if each.document_id in before_it),
        warnings=warnings_for_the_branch(case),
    )
