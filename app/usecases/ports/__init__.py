"""What the use cases need from the outside world, said in their own words. Adapters stand behind."""

from types import TracebackType
from typing import Protocol, Self

from app.usecases.ports.accounts import Attempts, Clients, Links, Sessions, Users
from app.usecases.ports.certification_settings import SettingsOfCertifications
from app.usecases.ports.companies import Companies
from app.usecases.ports.deadlines import Deadlines, Reminders
from app.usecases.ports.dossiers import Dossiers
from app.usecases.ports.evaluators import Evaluators
from app.usecases.ports.events import Events
from app.usecases.ports.forms import Forms
from app.usecases.ports.fundings import Fundings
from app.usecases.ports.imports import ImportedRows
from app.usecases.ports.jobs import Jobs
from app.usecases.ports.jury import CalendarLinks, Certificates, JurySessions
from app.usecases.ports.networks import Networks
from app.usecases.ports.outbox import Outbox
from app.usecases.ports.partner_decisions import PartnerDecisions
from app.usecases.ports.personal_data import PersonalData
from app.usecases.ports.persons import Persons
from app.usecases.ports.reference import Reference
from app.usecases.ports.token_stops import TokenStops
from app.usecases.ports.webhooks import WebhookDeliveries, WebhookEndpoints


class UnitOfWork(Protocol):
    """One transaction. Leaving it without ``commit`` undoes everything.

    Each ``async with uow: …; await uow.commit()`` is a transaction of its own.
    """

    @property
    def users(self) -> Users: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def links(self) -> Links: ...
    @property
    def attempts(self) -> Attempts: ...
    @property
    def clients(self) -> Clients: ...
    @property
    def token_stops(self) -> TokenStops: ...
    @property
    def companies(self) -> Companies: ...
    @property
    def evaluators(self) -> Evaluators: ...
    @property
    def reference(self) -> Reference: ...
    @property
    def networks(self) -> Networks: ...
    @property
    def certification_settings(self) -> SettingsOfCertifications: ...
    @property
    def forms(self) -> Forms: ...
    @property
    def dossiers(self) -> Dossiers: ...
    @property
    def deadlines(self) -> Deadlines: ...
    @property
    def reminders(self) -> Reminders: ...
    @property
    def imported_rows(self) -> ImportedRows: ...
    @property
    def fundings(self) -> Fundings: ...
    @property
    def jury_sessions(self) -> JurySessions: ...
    @property
    def calendar_links(self) -> CalendarLinks: ...
    @property
    def certificates(self) -> Certificates: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def persons(self) -> Persons: ...
    @property
    def personal_data(self) -> PersonalData: ...
    @property
    def partner_decisions(self) -> PartnerDecisions: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def events(self) -> Events: ...
    @property
    def webhook_endpoints(self) -> WebhookEndpoints: ...
    @property
    def webhook_deliveries(self) -> WebhookDeliveries: ...

    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None: ...
    async def commit(self) -> None: ...


__all__ = [
    "Attempts",
    "CalendarLinks",
    "Certificates",
    "Clients",
    "Companies",
    "Deadlines",
    "Dossiers",
    "Evaluators",
    "Events",
    "Forms",
    "Fundings",
    "ImportedRows",
    "Jobs",
    "JurySessions",
    "Links",
    "Networks",
    "Outbox",
    "PartnerDecisions",
    "PersonalData",
    "Persons",
    "Reference",
    "Reminders",
    "Sessions",
    "SettingsOfCertifications",
    "UnitOfWork",
    "Users",
    "WebhookDeliveries",
    "WebhookEndpoints",
]
