"""The sandbox's direct assessments: the first pathway's special case, at each of its steps."""

from dataclasses import dataclass

from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier
from app.sandbox.identities import JURY_SESSION
from app.sandbox.sample_acts import (
    BY_CANDIDATE,
    BY_EXPERTS,
    EMPLOYER,
    SECRETARIAT,
    SampleActs,
    SampleCandidate,
    opening,
)
from app.usecases.dossiers import preparing

_STAGES = ("creation", "identification", "confirmation", "completion")
_NAMES = (("Benoît", "Carlier"), ("Djamila", "Ferrand"), ("Étienne", "Gauthier"), ("Flora", "Humbert"))


async def lead_direct_assessments(acts: SampleActs) -> None:
    """One dossier that ends at each stage."""
    for number, (names, until) in enumerate(zip(_NAMES, _STAGES, strict=True), 21):
        await _Direct(acts).lead(SampleCandidate(names=names, number=number), _STAGES.index(until))


@dataclass(frozen=True, slots=True)
class _Direct:
    acts: SampleActs

    async def lead(self, candidate: SampleCandidate, last: int) -> None:
        declared = opening(
            candidate,
            pathway="individualised_training",
            variant="direct_assessment",
            certification_code="cqp-conducteur-equipement-fabrication",
            training_scheme="skills_development_plan",
        )
        dossier = await self.acts.open(EMPLOYER, declared, self.acts.days_ago(80))
        for perform in (self.identify, self.confirm, self.assess)[:last]:
            await perform(dossier)

    async def identify(self, dossier: Dossier) -> None:
        when = self.acts.days_ago(79)
        await self.acts.identify(dossier, when)
        for kind, signed_by in (
            (DocumentKind.OUTIL_1, BY_EXPERTS),
            (DocumentKind.OUTIL_6, BY_CANDIDATE),
            (DocumentKind.CERFA_12818, BY_CANDIDATE),
        ):
            await self.acts.bring(EMPLOYER, dossier, kind, signed_by, when)
        await self.acts.choose_evaluator(EMPLOYER, dossier, when)

    async def confirm(self, dossier: Dossier) -> None:
        """The secretariat's word on its conditions, then the registration that waited for it."""
        when = self.acts.days_ago(77)
        await preparing.confirm_direct_assessment(
            self.acts.uow(),
            self.acts.act(SECRETARIAT, "confirmDirectAssessment", dossier, when),
            confirmed=True,
            evidence="Bulletins de paie et repérage (exemple du bac à sable)",
        )
        await self.acts.complete_registration(EMPLOYER, dossier, when)

    async def assess(self, dossier: Dossier) -> None:
        await self.acts.accept(dossier, self.acts.days_ago(74))
        await self.acts.invite(dossier, self.acts.days_ago(74))
        await self.acts.assess_to_the_end(dossier, self.acts.days_ago(39))
        await self.acts.register_to_jury(EMPLOYER, dossier, JURY_SESSION, self.acts.days_ago(30))
