"""What the composition root puts behind the routes: the API knows these shapes, and nothing of what fills them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.types import Scope

from app.api.authentication import TokenReader
from app.api.policy import POLICY, Policy
from app.api.rates import Rates
from app.api.security import AccessTokens
from app.usecases.letters import Post
from app.usecases.papers.printing import Printing
from app.usecases.ports import UnitOfWork
from app.usecases.ports.clock import MovableClock
from app.usecases.ports.credentials import Passwords, Secrets
from app.usecases.ports.documents import DocumentStore, FileTypes
from app.usecases.ports.dossiers import DossierReadings
from app.usecases.ports.feed import Feed
from app.usecases.ports.fundings import FundedDossiers
from app.usecases.ports.kept_answers import KeptAnswers
from app.usecases.ports.statistics import Statistics
from app.usecases.ports.webhooks import Dispatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The ports that every operation shares. What one noun alone needs is added by its owner.

    ``legal_time`` gives the instant from which legal days are read (the sandbox may move it);
    ``session_is_open`` says whether a person's session has not ended;
    ``token_is_stopped`` says whether one of the names by which a program's token is stopped has been;
    ``is_ready`` says whether the database answers and is migrated;
    ``gauges`` reads what /metrics tells of the pool and of the background work, ``unreadable_facts`` how many records
    cannot be read; ``metrics_secret`` opens it, to everybody when it is empty, to nobody when it is None;
    ``public_url`` is where the service is reached from outside, without a trailing slash;
    ``post`` writes mails, with links that lead to the front end;
    ``dispatch`` seals the secrets of webhooks and sends them;
    ``scans_documents`` says whether a worker looks for viruses in what is uploaded;
    ``sandbox_clock`` moves ``legal_time``, and exists in the sandbox alone.
    """

    unit_of_work: Callable[[], UnitOfWork]
    kept_answers: KeptAnswers
    legal_time: Callable[[], Awaitable[datetime]]
    token_reader: TokenReader
    session_is_open: Callable[[UUID], Awaitable[bool]]
    token_is_stopped: Callable[[Sequence[str]], Awaitable[bool]]
    is_ready: Callable[[], Awaitable[bool]]
    rates: Rates
    public_url: str
    post: Post
    access_tokens: AccessTokens
    passwords: Passwords
    secrets: Secrets
    document_store: DocumentStore
    printing: Printing
    file_types: FileTypes
    dossier_readings: DossierReadings
    funded_dossiers: FundedDossiers
    feed: Feed
    statistics: Statistics
    dispatch: Dispatch
    scans_documents: bool = False
    gauges: Callable[[], Awaitable[Mapping[str, float]]]
    unreadable_facts: Callable[[], Awaitable[Mapping[str, int]]]
    metrics_secret: str | None = None
    sandbox_clock: MovableClock | None = None
    policy: Policy = POLICY


def wiring_of(scope: Scope) -> Wiring:
    """The wiring of the application that answers this request."""
    wiring: Wiring = scope["app"].state.wiring
    return wiring
