"""One transaction on PostgreSQL, and the repositories that share it."""

from types import TracebackType
from typing import Self

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction

from app.db.accounts import SqlClients, SqlLinks, SqlSessions, SqlUsers
from app.db.awaited_acts import SqlAwaitedActs
from app.db.bridge_requests import SqlBridgeRequests
from app.db.calendar_links import SqlCalendarLinks
from app.db.certification_settings import SqlCertificationSettings
from app.db.companies import SqlCompanies
from app.db.company_links import SqlCompanyLinks
from app.db.credential_statuses import SqlCredentialStatuses
from app.db.deadlines import SqlDeadlines
from app.db.directory_answers import SqlDirectoryAnswers
from app.db.dossiers import SqlDossiers
from app.db.drafts import SqlDrafts
from app.db.evaluators import SqlEvaluators
from app.db.events import SqlEvents
from app.db.factors import SqlFactors
from app.db.filed_documents import SqlFiledDocuments
from app.db.former_register import SqlFormerRegister
from app.db.forms import SqlForms
from app.db.fundings import SqlFundings
from app.db.identities import SqlIdentities, SqlSignInStarts, SqlVouchedSessions
from app.db.imported_rows import SqlImportedRows
from app.db.issued_papers import SqlIssuedPapers
from app.db.jobs import SqlJobs
from app.db.jury import SqlCertificates, SqlJurySessions
from app.db.outbox import SqlOutbox
from app.db.partner_decisions import SqlPartnerDecisions
from app.db.passport import SqlPassport
from app.db.personal_data import SqlPersonalData
from app.db.persons import SqlPersons
from app.db.read_ahead import ReadAhead
from app.db.reference import SqlReference
from app.db.registers import SqlAppealTerms, SqlFunders, SqlNetworks, SqlTrainingBodies
from app.db.reminders import SqlReminders
from app.db.sessions import SqlAttempts
from app.db.surveys import SqlSurveys
from app.db.takeovers import SqlTakeovers
from app.db.token_revocations import SqlTokenRevocations
from app.db.verifying import SqlVerifications
from app.db.webhook_deliveries import SqlWebhookDeliveries
from app.db.webhook_endpoints import SqlWebhookEndpoints
from app.usecases.ports import UnitOfWork
from app.usecases.ports.read_ahead import FactKeys


class SqlUnitOfWork(UnitOfWork):
    """A transaction of its own, or a savepoint of ``ambient`` when a larger transaction is open.

    The larger one is the request's, when an Idempotency-Key asks that the answer be kept with its effect.
    """

    def __init__(self, engine: AsyncEngine, ambient: AsyncConnection | None = None) -> None:
        self._engine = engine
        self._ambient = ambient
        self._may_have_lasted = False

    async def __aenter__(self) -> Self:
        self._connection = connection = self._ambient or await self._engine.connect()
        self._transaction: AsyncTransaction = (
            await connection.begin_nested() if self._ambient is not None else await connection.begin()
        )
        self.users = SqlUsers(connection)
        self.identities = SqlIdentities(connection)
        self.sign_in_starts = SqlSignInStarts(connection)
        self.vouched_sessions = SqlVouchedSessions(connection)
        self.sessions = SqlSessions(connection)
        self.factors = SqlFactors(connection)
        self.links = SqlLinks(connection)
        self.attempts = SqlAttempts(connection)
        self.clients = SqlClients(connection)
        self.token_revocations = SqlTokenRevocations(connection)
        self.companies = SqlCompanies(connection)
        self.company_links = SqlCompanyLinks(connection)
        self.directory_answers = SqlDirectoryAnswers(connection)
        self.evaluators = SqlEvaluators(connection)
        self.reference = SqlReference(connection)
        self.networks = SqlNetworks(connection)
        self.training_bodies = SqlTrainingBodies(connection)
        self.funders = SqlFunders(connection)
        self.appeal_terms = SqlAppealTerms(connection)
        self.certification_settings = SqlCertificationSettings(connection)
        self.forms = SqlForms(connection)
        self.dossiers = SqlDossiers(connection)
        self.drafts = SqlDrafts(connection)
        self.deadlines = SqlDeadlines(connection)
        self.awaited_acts = SqlAwaitedActs(connection)
        self.reminders = SqlReminders(connection)
        self.imported_rows = SqlImportedRows(connection)
        self.takeovers = SqlTakeovers(connection)
        self.fundings = SqlFundings(connection)
        self.jury_sessions = SqlJurySessions(connection)
        self.calendar_links = SqlCalendarLinks(connection)
        self.certificates = SqlCertificates(connection)
        self.former_register = SqlFormerRegister(connection)
        self.verifications = SqlVerifications(connection)
        self.credential_statuses = SqlCredentialStatuses(connection)
        self.issued_papers = SqlIssuedPapers(connection)
        self.passport = SqlPassport(connection)
        self.surveys = SqlSurveys(connection)
        self.jobs: SqlJobs = SqlJobs(connection)
        self.persons = SqlPersons(connection)
        self.personal_data = SqlPersonalData(connection)
        self.partner_decisions = SqlPartnerDecisions(connection)
        self.bridge_requests = SqlBridgeRequests(connection)
        self.outbox = SqlOutbox(connection, self.jobs)
        self.events = SqlEvents(connection, self.jobs)
        self.webhook_endpoints = SqlWebhookEndpoints(connection)
        self.webhook_deliveries = SqlWebhookDeliveries(connection)
        self._ahead = ReadAhead(
            connection,
            reference=self.reference,
            settings=self.certification_settings,
            dossiers=self.dossiers,
            companies=self.companies,
            links=self.company_links,
            users=self.users,
            evaluators=self.evaluators,
            bodies=self.training_bodies,
        )
        return self

    @property
    def filed_documents(self) -> SqlFiledDocuments:
        """Made when asked for: one command does."""
        return SqlFiledDocuments(self._connection)

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if self._transaction.is_active:
                await self._transaction.rollback()
        finally:
            if self._ambient is None:
                await self._connection.close()

    async def read_ahead(self, keys: FactKeys) -> None:
        """One statement, once in a transaction."""
        await self._ahead.read(keys)

    async def commit(self) -> None:
        """Make everything done so far last; inside a larger transaction, once that one does."""
        await self.jobs.write()
        self._may_have_lasted = self._ambient is None
        await self._transaction.commit()

    @property
    def may_have_lasted(self) -> bool:
        """Whether a commit of our own was sent."""
        return self._may_have_lasted
