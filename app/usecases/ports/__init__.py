"""What the use cases need from the outside world, said in their own words. Adapters stand behind."""

from types import TracebackType
from typing import Protocol, Self

from app.usecases.ports.accounts import Attempts, Clients, Links, Sessions, Users
from app.usecases.ports.bridge_requests import BridgeRequests
from app.usecases.ports.certification_settings import SettingsOfCertifications
from app.usecases.ports.companies import Companies
from app.usecases.ports.company_directory import DirectoryAnswers
from app.usecases.ports.company_links import CompanyLinks
from app.usecases.ports.deadlines import Deadlines, Reminders
from app.usecases.ports.dossiers import Dossiers
from app.usecases.ports.drafts import Drafts
from app.usecases.ports.evaluators import Evaluators
from app.usecases.ports.events import Events
from app.usecases.ports.factors import Factors
from app.usecases.ports.filed_documents import FiledDocuments
from app.usecases.ports.forms import Forms
from app.usecases.ports.fundings import Fundings
from app.usecases.ports.imports import ImportedRows
from app.usecases.ports.jobs import Jobs
from app.usecases.ports.jury import CalendarLinks, Certificates, JurySessions
from app.usecases.ports.openid import Identities, SignInStarts, VouchedSessions
from app.usecases.ports.outbox import Outbox
from app.usecases.ports.paper import IssuedPapers
from app.usecases.ports.partner_decisions import PartnerDecisions
from app.usecases.ports.passport import Passport
from app.usecases.ports.personal_data import PersonalData
from app.usecases.ports.persons import Persons
from app.usecases.ports.read_ahead import FactKeys
from app.usecases.ports.reference import Reference
from app.usecases.ports.registers import Funders, KeptAppealTerms, Networks, TrainingBodies
from app.usecases.ports.surveys import Surveys
from app.usecases.ports.takeovers import FormerRegister, Takeovers
from app.usecases.ports.tasks import AwaitedActs
from app.usecases.ports.token_revocations import TokenRevocations
from app.usecases.ports.verifiable_credentials import CredentialStatuses
from app.usecases.ports.verifying import Verifications
from app.usecases.ports.webhooks import WebhookDeliveries, WebhookEndpoints


class UnitOfWork(Protocol):
    """One transaction. Leaving it without ``commit`` undoes everything.

    Each ``async with uow: …; await uow.commit()`` is a transaction of its own.
    """

    users: Users
    identities: Identities
    sign_in_starts: SignInStarts
    vouched_sessions: VouchedSessions
    sessions: Sessions
    factors: Factors
    links: Links
    attempts: Attempts
    clients: Clients
    token_revocations: TokenRevocations
    companies: Companies
    company_links: CompanyLinks
    directory_answers: DirectoryAnswers
    evaluators: Evaluators
    reference: Reference
    networks: Networks
    training_bodies: TrainingBodies
    funders: Funders
    appeal_terms: KeptAppealTerms
    certification_settings: SettingsOfCertifications
    forms: Forms
    dossiers: Dossiers
    drafts: Drafts
    deadlines: Deadlines
    awaited_acts: AwaitedActs
    reminders: Reminders
    imported_rows: ImportedRows
    takeovers: Takeovers
    fundings: Fundings
    jury_sessions: JurySessions
    calendar_links: CalendarLinks
    certificates: Certificates
    former_register: FormerRegister
    verifications: Verifications
    credential_statuses: CredentialStatuses
    issued_papers: IssuedPapers
    passport: Passport
    surveys: Surveys
    jobs: Jobs
    persons: Persons
    personal_data: PersonalData
    partner_decisions: PartnerDecisions
    bridge_requests: BridgeRequests
    outbox: Outbox
    events: Events
    webhook_endpoints: WebhookEndpoints
    webhook_deliveries: WebhookDeliveries

    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None: ...
    async def read_ahead(self, keys: FactKeys) -> None:
        """Have what is found under these keys read together, before it is asked for; once in a transaction."""
        ...

    @property
    def filed_documents(self) -> FiledDocuments: ...

    async def commit(self) -> None: ...

    @property
    def may_have_lasted(self) -> bool:
        """Whether a commit was sent: it may have been done even where nobody heard so."""
        ...
