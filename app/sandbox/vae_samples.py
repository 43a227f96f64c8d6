"""The sandbox's VAE, simplified and of common law: one at each step, and a request that is to be answered today."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.domain import admissibility as admissibility_law
from app.domain.calendar import add_months
from app.domain.documents import DocumentKind
from app.domain.dossier import AdmissibilityVerdict, Dossier, Ground
from app.sandbox.identities import JURY_SESSION
from app.sandbox.sample_acts import (
    BY_ALL,
    BY_CANDIDATE,
    BY_EXPERTS,
    EMPLOYER,
    OTHER,
    SECRETARIAT,
    SampleActs,
    SampleCandidate,
    opening,
)
from app.usecases.access import Caller
from app.usecases.dossiers import admissibility, preparing

_SIMPLIFIED = ("creation", "identification", "submission", "admission", "registration", "completion", "agenda")
_COMMON_LAW = ("creation", "submission", "admission", "portfolio", "completion", "registration", "agenda")
_SIMPLIFIED_NAMES = (
    ("Gaspard", "Imbert"),
    ("Habiba", "Joubert"),
    ("Igor", "Kessler"),
    ("Jocelyne", "Laurent"),
    ("Kévin", "Marchal"),
    ("Laurence", "Navarro"),
    ("Malik", "Olivier"),
)
_COMMON_LAW_NAMES = (
    ("Noëlle", "Prigent"),
    ("Oscar", "Quentin"),
    ("Priscille", "Rivière"),
    ("Quitterie", "Salmon"),
    ("Rachid", "Texier"),
    ("Solange", "Urbain"),
    ("Tanguy", "Vasseur"),
)
_TRACKING = "1A 203 456 7890 1"


def lead_vae(acts: SampleActs, today: UUID) -> tuple[Awaitable[None], ...]:
    """One dossier that ends at each stage of either pathway; ``today``: the session of the jury of the last ones."""
    return _lead_simplified(acts, today), _lead_common_law(acts, today)


async def _lead_simplified(acts: SampleActs, today: UUID) -> None:
    for number, (names, until) in enumerate(zip(_SIMPLIFIED_NAMES, _SIMPLIFIED, strict=True), 31):
        candidate = SampleCandidate(names=names, number=number, activity="Conduite de réacteurs")
        await _Simplified(acts, today).lead(candidate, _SIMPLIFIED.index(until))


async def _lead_common_law(acts: SampleActs, today: UUID) -> None:
    for number, (names, until) in enumerate(zip(_COMMON_LAW_NAMES, _COMMON_LAW, strict=True), 41):
        candidate = SampleCandidate(names=names, number=number, employer=OTHER, activity="Maintenance")
        await _CommonLaw(acts, today).lead(candidate, _COMMON_LAW.index(until))


async def lead_refused_request(acts: SampleActs) -> Dossier:
    """A request without the year of experience, refused a month ago."""
    candidate = SampleCandidate(names=("Ursula", "Weber"), number=38, since=acts.days_ago(200).on)
    dossier = await _Simplified(acts, JURY_SESSION).lead(candidate, _SIMPLIFIED.index("submission"))
    await admissibility.decide_admissibility(
        acts.uow(),
        acts.act(SECRETARIAT, "decideAdmissibility", dossier, acts.days_ago(30)),
        verdict=AdmissibilityVerdict.INADMISSIBLE,
        grounds=(Ground(text="Moins d'un an d'expérience dans les trois ans (exemple du bac à sable).", rule="R31"),),
        decided_on=None,
    )
    return dossier


async def _receive(acts: SampleActs, caller: Caller, dossier: Dossier) -> None:
    """The request, on the day from which its answer is due today (R44)."""
    when = acts.days_ago(await _days_to_answer(acts))
    if caller is not EMPLOYER:
        await acts.bring(caller, dossier, DocumentKind.OUTIL_6, BY_CANDIDATE, when)
        await acts.bring(caller, dossier, DocumentKind.CERFA_12818, BY_CANDIDATE, when)
    command = acts.act(caller, "submitAdmissibility", dossier, when)
    await admissibility.submit_admissibility(acts.uow(), command, None)


async def _days_to_answer(acts: SampleActs) -> int:
    today = acts.days_ago(0).on
    async with acts.uow() as uow:
        months = admissibility_law.months_to_answer(await uow.reference.parameters(), today)
    received = add_months(today, -months)
    while add_months(received, months) < today:  # at the end of a month that is longer than that one
        received += timedelta(days=1)
    return (today - received).days


async def _admit(acts: SampleActs, dossier: Dossier) -> None:
    """Admissible, told by a registered letter, which was received."""
    decided, sent, received = acts.days_ago(57), acts.days_ago(56), acts.days_ago(54)
    await admissibility.decide_admissibility(
        acts.uow(),
        acts.act(SECRETARIAT, "decideAdmissibility", dossier, decided),
        verdict=AdmissibilityVerdict.ADMISSIBLE,
        grounds=(),
        decided_on=None,
    )
    await admissibility.record_dispatch(
        acts.uow(),
        acts.act(SECRETARIAT, "recordDispatch", dossier, sent),
        tracking_number=_TRACKING,
        sent_on=sent.on,
        mail_writer=acts.issuer.mail_writer,
    )
    command = acts.act(SECRETARIAT, "acknowledgeAdmissibility", dossier, received)
    await admissibility.acknowledge_admissibility(acts.uow(), command, received_on=received.on)


@dataclass(frozen=True, slots=True)
class _Simplified:
    acts: SampleActs
    session: UUID

    async def lead(self, candidate: SampleCandidate, last: int) -> Dossier:
        declared = opening(
            candidate,
            pathway="simplified_vae",
            certification_code="cqp-conducteur-equipement-fabrication",
            training_scheme="none",
        )
        dossier = await self.acts.open(EMPLOYER, declared, self.acts.days_ago(80))
        stages = (self.identify, self.submit, self.admit, self.register, self.assess, self.go_to_jury)
        for perform in stages[:last]:
            await perform(dossier)
        return dossier

    async def identify(self, dossier: Dossier) -> None:
        when = self.acts.days_ago(79)
        await self.acts.identify(dossier, when)
        for kind, signed_by in (
            (DocumentKind.OUTIL_1, BY_EXPERTS),
            (DocumentKind.OUTIL_6, BY_CANDIDATE),
            (DocumentKind.CERFA_12818, BY_CANDIDATE),
        ):
            await self.acts.bring(EMPLOYER, dossier, kind, signed_by, when)

    async def submit(self, dossier: Dossier) -> None:
        await _receive(self.acts, EMPLOYER, dossier)

    async def admit(self, dossier: Dossier) -> None:
        await _admit(self.acts, dossier)

    async def register(self, dossier: Dossier) -> None:
        when = self.acts.days_ago(50)
        await self.acts.choose_evaluator(EMPLOYER, dossier, when)
        await self.acts.complete_registration(EMPLOYER, dossier, when)

    async def assess(self, dossier: Dossier) -> None:
        await self.acts.accept(dossier, self.acts.days_ago(48))
        await self.acts.invite(dossier, self.acts.days_ago(48))
        await self.acts.assess_to_the_end(dossier, self.acts.days_ago(39))

    async def go_to_jury(self, dossier: Dossier) -> None:
        await self.acts.register_to_jury(EMPLOYER, dossier, self.session, self.acts.days_ago(30))


@dataclass(frozen=True, slots=True)
class _CommonLaw:
    acts: SampleActs
    session: UUID

    async def lead(self, candidate: SampleCandidate, last: int) -> None:
        declared = opening(candidate, pathway="common_law_vae", certification_code="cqp-technicien-maintenance")
        dossier = await self.acts.open(SECRETARIAT, declared, self.acts.days_ago(80))
        stages = (self.submit, self.admit, self.write, self.assess, self.register, self.go_to_jury)
        for perform in stages[:last]:
            await perform(dossier)

    async def submit(self, dossier: Dossier) -> None:
        await _receive(self.acts, SECRETARIAT, dossier)

    async def admit(self, dossier: Dossier) -> None:
        await _admit(self.acts, dossier)

    async def write(self, dossier: Dossier) -> None:
        """The candidate's portfolio."""
        when = self.acts.days_ago(50)
        command = self.acts.act(SECRETARIAT, "recordPortfolio", dossier, when)
        await preparing.record_portfolio(self.acts.uow(), command, when.on)
        await self.acts.choose_evaluator(SECRETARIAT, dossier, when)

    async def assess(self, dossier: Dossier) -> None:
        await self.acts.accept(dossier, self.acts.days_ago(48))
        when = self.acts.days_ago(39)
        await self.acts.assess(dossier, when, named_professional=True)
        await self.acts.complete_assessment(dossier, when)

    async def register(self, dossier: Dossier) -> None:
        """Outils 7 and 8 came by post."""
        when = self.acts.days_ago(32)
        await self.acts.bring(SECRETARIAT, dossier, DocumentKind.OUTIL_7, BY_CANDIDATE, when)
        await self.acts.bring(SECRETARIAT, dossier, DocumentKind.OUTIL_8, BY_ALL, when)
        await self.acts.complete_registration(SECRETARIAT, dossier, when)

    async def go_to_jury(self, dossier: Dossier) -> None:
        await self.acts.register_to_jury(SECRETARIAT, dossier, self.session, self.acts.days_ago(30))
