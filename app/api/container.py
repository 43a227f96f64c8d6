"""What the composition root puts behind the routes: the API knows these shapes, and nothing of what fills them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from starlette.types import Scope

from app.api.authentication import FactorGate, TokenReader
from app.api.live import LiveHub
from app.api.policy import POLICY, Policy
from app.api.rates import RateLimiter
from app.api.security import AccessTokens
from app.api.turns import Turns
from app.usecases.mail_writer import MailWriter
from app.usecases.papers.printing import PrintingContext
from app.usecases.ports import UnitOfWork
from app.usecases.ports.clock import MovableClock
from app.usecases.ports.company_directory import CompanyDirectory
from app.usecases.ports.credentials import Passwords, Secrets
from app.usecases.ports.documents import DocumentStore, FileTypes
from app.usecases.ports.dossiers import DossierReadings
from app.usecases.ports.factors import PasskeyCeremonies, Totp
from app.usecases.ports.faults import Faults
from app.usecases.ports.feed import Feed
from app.usecases.ports.fundings import FundedDossiers
from app.usecases.ports.idempotency import IdempotencyStore
from app.usecases.ports.openid import OpenIdConnect
from app.usecases.ports.passport import PassportFiles
from app.usecases.ports.pseudonyms import Pseudonyms
from app.usecases.ports.statistics import InsertionStatistics, Statistics
from app.usecases.ports.verifiable_credentials import CredentialSigner
from app.usecases.ports.webhooks import WebhookChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """The ports that every operation shares. What one noun alone needs is added by its owner.

    ``legal_time`` gives the instant from which legal days are read (the sandbox may move it);
    ``reading_unit_of_work`` reads what may be a little old, from a replica where there is one, and ``replica_age`` is
    how many seconds old at most its answers are, None where the primary answers;
    ``session_is_open`` says whether a person's session has not ended, and their company was not succeeded since;
    ``token_is_revoked`` says whether one of the names by which a program's token is stopped has been;
    ``is_ready`` says whether the database answers and is migrated, ``store_answers`` whether documents can be reached;
    ``fault_of`` tells the faults that pass from our own; ``turns`` are those of who changes one thing;
    ``refresh_measures`` brings up to date what /metrics tells of the pools and of what the database knows;
    ``metrics_secret`` opens it, to everybody when it is empty, to nobody when it is None;
    ``public_url`` is where the service is reached from outside, without a trailing slash;
    ``device_of`` names the device that a User-Agent tells of;
    ``factor_gate`` says whether a session has shown what an operation asks for beside a password;
    ``mail_writer`` writes mails, with links that lead to the front end;
    ``live`` tells people what happens while it does;
    ``channel`` seals the secrets of webhooks and sends them;
    ``openid`` asks the identity providers that people may sign in by;
    ``credential_signer`` signs the credentials that holders show, and is None where none are issued;
    ``company_directory`` is asked what it knows of companies, and is None where none is;
    ``scans_documents`` says whether a worker looks for viruses in what is uploaded;
    ``security_contacts`` are whom to tell of a flaw, the first one first;
    ``page_origins`` are the sites whose pages may call the service, and show its documents;
    ``sandbox_clock`` moves ``legal_time``, and exists in the sandbox alone.
    """

    unit_of_work: Callable[[], UnitOfWork]
    reading_unit_of_work: Callable[[], UnitOfWork]
    replica_age: Callable[[], float | None]
    idempotency_store: IdempotencyStore
    legal_time: Callable[[], Awaitable[datetime]]
    token_reader: TokenReader
    session_is_open: Callable[[UUID, UUID | None], Awaitable[bool]]
    token_is_revoked: Callable[[Sequence[str]], Awaitable[bool]]
    is_ready: Callable[[], Awaitable[bool]]
    store_answers: Callable[[], Awaitable[bool]]
    fault_of: Faults
    rate_limiter: RateLimiter
    public_url: str
    mail_writer: MailWriter
    access_tokens: AccessTokens
    passwords: Passwords
    device_of: Callable[[str], str | None]
    factor_gate: FactorGate
    totp: Totp
    passkeys: PasskeyCeremonies
    secrets: Secrets
    document_store: DocumentStore
    printing: PrintingContext
    passport_files: PassportFiles
    file_types: FileTypes
    dossier_readings: DossierReadings
    funded_dossiers: FundedDossiers
    pseudonyms: Pseudonyms
    feed: Feed
    live: LiveHub
    statistics: Statistics
    company_directory: CompanyDirectory | None
    insertion: InsertionStatistics
    channel: WebhookChannel
    openid: OpenIdConnect
    scans_documents: bool = False
    credential_signer: CredentialSigner | None = None
    refresh_measures: Callable[[], Awaitable[None]]
    metrics_secret: str | None = None
    sandbox_clock: MovableClock | None = None
    page_origins: tuple[str, ...] = ()
    security_contacts: tuple[str, ...] = ()
    policy: Policy = POLICY
    turns: Turns = field(default_factory=Turns)


def container_of(scope: Scope) -> Container:
    """The container of the application that answers this request."""
    container: Container = scope["app"].state.container
    return container
