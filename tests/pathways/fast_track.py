"""A fifth pathway, written as a page: what the tests put beside the others to prove that nothing else is needed.

No branch has it: employees of chemistry who have been four years in the trade, assessed at once, without a training.
"""

from app.domain import eligibility_warnings as warnings
from app.domain import requirements as needs
from app.domain.assessment_method import AssessmentMethod
from app.domain.conditions import Asked, Condition, all_days, on_payroll
from app.domain.documents import DocumentKind
from app.domain.dossier import Status
from app.domain.law import Violation
from app.domain.pathway import Actor, Pathway, Step, UnmetCondition, Upload, UploadedUntil, acts_of, document
from app.domain.retention import for_good_while_the_competence_is_unchanged
from app.domain.rules.assessment import R54, R56
from app.domain.rules.evaluators import R12, R20, R21
from app.domain.rules.individualised_training import R29
from app.domain.rules.jury import R59, R60, R62, R63, R64
from app.domain.rules.simplified_vae import R31
from app.domain.rules.statuses import R68, R69, R70, R71
from app.domain.text import Text

_FOUR_YEARS = 4 * 365


def _too_new_to_the_trade(asked: Asked) -> tuple[Violation, ...]:
    if all_days(asked) >= _FOUR_YEARS:
        return ()
    return (
        Violation(
            code="too_new_to_the_trade",
            rule=R31,
            pointer="/candidate/experience",
            detail=Text("Il faut quatre ans de métier.", "Four years in the trade are needed."),
        ),
    )


_EMPLOYER = (Actor.EMPLOYER,)

FAST_TRACK = Pathway(
    code="fast_track",
    label=Text("Parcours n° 5 : la voie rapide", "Pathway 5: the fast track"),
    leads_to=frozenset({"cqp"}),
    conditions=(Condition((R31,), _too_new_to_the_trade), on_payroll(R31)),
    unmet_condition=UnmetCondition.REFUSES_CREATION,
    counted_experience=all_days,
    warnings=(warnings.agreement_to_be_known,),
    acts=acts_of(
        {
            _EMPLOYER: (
                "createDossier",
                "updateDossier",
                "chooseEvaluator",
                "completeRegistration",
                "registerToJury",
                "withdrawFromJury",
                "postponeDossier",
                "withdrawDossier",
            ),
            (Actor.EVALUATOR,): ("acceptAssignment", "declineAssignment", "recordAssessment", "completeAssessment"),
            (Actor.SECRETARIAT,): ("verifyHeldCertification", "replaceEvaluator"),
            (Actor.JURY,): ("deliberate",),
        }
    ),
    uploads=(
        Upload(kind=DocumentKind.OUTIL_6, by=_EMPLOYER, until=UploadedUntil.REGISTERED),
        Upload(kind=DocumentKind.CQPI_PROOF, by=_EMPLOYER, until=UploadedUntil.REGISTERED),
        Upload(kind=DocumentKind.OUTIL_4, by=(Actor.EVALUATOR,), until=UploadedUntil.ON_A_JURY, step="assessment"),
    ),
    examinations=(),
    assessment=AssessmentMethod(
        guide=DocumentKind.OUTIL_4, guide_always_due=True, letter_presented_first=False, professional_named=True
    ),
    retention=for_good_while_the_competence_is_unchanged,
    steps=(
        Step(
            code="registration",
            label=Text("Inscription du candidat", "Registration of the candidate"),
            actor=Actor.EMPLOYER,
            status=Status.REGISTRATION_IN_PROGRESS,
            done=lambda dossier: dossier.registered_on is not None,
            needs=(
                document(DocumentKind.OUTIL_6, R29, signed_by=needs.CANDIDATE_SIGNED),
                needs.EVALUATOR_CHOSEN,
                needs.EVALUATOR_INDEPENDENT,
            ),
            rules=(R21, R29, R69),
        ),
        Step(
            code="assessment",
            label=Text("Évaluation des compétences", "Assessment of the competences"),
            actor=Actor.EVALUATOR,
            status=Status.AWAITING_ASSESSMENT,
            done=lambda dossier: dossier.assessment_completed_on is not None,
            needs=(
                needs.ASSIGNMENT_ACCEPTED,
                needs.ASSESSMENT_RECORDED,
                needs.RESULTS_WITH_COMMENTS,
                needs.CONCERTATION_HELD,
                needs.ASSESSMENT_GUIDE,
            ),
            rules=(R12, R20, R54, R56, R70),
        ),
        Step(
            code="jury",
            label=Text("Décision du jury paritaire national", "Decision of the national jury"),
            actor=Actor.JURY,
            status=Status.AWAITING_JURY,
            done=lambda dossier: bool(dossier.decisions),
            needs=(needs.ASSESSMENT_GUIDE_SIGNED,),
            rules=(R59, R60, R62, R63, R64, R71),
        ),
    ),
    rules=(R68,),
    concerned_by=(),
)
