"""P3: the common-law VAE for candidates outside the chemical industries (guide, « Parcours n° 3 »).

The guide opens the dossier after the assessment; here it opens with the request, and the order is D1's.
Its own rules are in ``app/domain/rules/common_law_vae.py`` and ``admissibility.py``.
"""

from app.domain import eligibility_warnings as warnings
from app.domain import requirements as needs
from app.domain.assessment_method import AssessmentMethod
from app.domain.case import Case
from app.domain.conditions import EXPERIENCED, OLD_ENOUGH, OPTION_OPEN, OUTSIDE_THE_AGREEMENT, all_days
from app.domain.documents import DocumentKind
from app.domain.dossier import Status
from app.domain.examination import EVERY_FACT, Examination, request_is_submitted
from app.domain.passport_access import PassportAccess
from app.domain.pathway import (
    Actor,
    Pathway,
    Step,
    UnmetCondition,
    Upload,
    UploadedUntil,
    acts_of,
    document,
    need,
)
from app.domain.retention import for_good_while_the_competence_is_unchanged
from app.domain.rules.admissibility import R44, R45
from app.domain.rules.assessment import R50, R52, R53, R56, R57
from app.domain.rules.common_law_vae import R35, R36, R37, R38, R39, R40, R41, R42, R43
from app.domain.rules.decisions import D1, D6, D11, D12, D13, D14, D16, D30, D40
from app.domain.rules.evaluators import R10, R11, R12, R15, R16, R18, R20, R21
from app.domain.rules.jury import R59, R61, R62, R63, R64, R65, R67
from app.domain.rules.statuses import R68, R69, R71
from app.domain.text import Text


def _portfolio_to_come(case: Case) -> bool:
    return case.dossier.portfolio_completed_on is None


_SECRETARIAT = (Actor.SECRETARIAT,)
_SECRETARIAT_OR_EVALUATOR = (Actor.SECRETARIAT, Actor.EVALUATOR)

_UPLOADED_WITH_THE_REQUEST = tuple(
    Upload(kind=kind, by=_SECRETARIAT, until=UploadedUntil.REGISTERED)
    for kind in (
        DocumentKind.OUTIL_6,
        DocumentKind.CERFA_12818,
        DocumentKind.DIPLOMA,
        DocumentKind.EXPERIENCE_PROOF,
        DocumentKind.CQPI_PROOF,
    )
)
_UPLOADED_WITH_THE_ASSESSMENT = tuple(
    Upload(kind=kind, by=_SECRETARIAT_OR_EVALUATOR, until=UploadedUntil.ON_A_JURY, step="assessment")
    for kind in (DocumentKind.OUTIL_7, DocumentKind.OUTIL_8)
)

COMMON_LAW_VAE = Pathway(
    code="common_law_vae",
    label=Text("Parcours n° 3 : la VAE de droit commun", "Pathway 3: common-law VAE"),
    leads_to=frozenset({"cqp"}),
    conditions=(EXPERIENCED, OUTSIDE_THE_AGREEMENT, OLD_ENOUGH, OPTION_OPEN),
    unmet_condition=UnmetCondition.PROPOSED_AS_GROUND,
    counted_experience=all_days,
    warnings=(
        warnings.experience_too_old,
        warnings.limits_of_the_form,
        warnings.agreement_to_be_known,
        warnings.agreement_declared,
    ),
    acts=acts_of(
        {
            _SECRETARIAT: (
                "createDossier",
                "updateDossier",
                "submitAdmissibility",
                "decideAdmissibility",
                "recordDispatch",
                "acknowledgeAdmissibility",
                "extendAdmissibility",
                "recordPortfolio",
                "verifyHeldCertification",
                "chooseEvaluator",
                "replaceEvaluator",
                "completeRegistration",
                "registerToJury",
                "withdrawFromJury",
                "withdrawDossier",
            ),
            (Actor.SECRETARIAT, Actor.JURY): ("postponeDossier",),
            _SECRETARIAT_OR_EVALUATOR: ("acceptAssignment", "declineAssignment"),
            (Actor.EVALUATOR, Actor.SECRETARIAT): ("recordAssessment", "completeAssessment"),
            (Actor.JURY,): ("deliberate",),
        }
    ),
    # R38: the evaluator is contacted once the portfolio is written.
    act_steps={"chooseEvaluator": "assessment", "acceptAssignment": "assessment"},
    uploads=(
        *_UPLOADED_WITH_THE_REQUEST,
        *_UPLOADED_WITH_THE_ASSESSMENT,
        Upload(kind=DocumentKind.WRITTEN_WORK, by=(Actor.EVALUATOR,), until=UploadedUntil.ASSESSED),
    ),
    examinations=(Examination(facts=EVERY_FACT, holds=request_is_submitted),),
    assessment=AssessmentMethod(
        guide=DocumentKind.OUTIL_8,
        guide_always_due=True,
        letter_presented_first=True,
        professional_named=True,
        near_the_candidate=True,
    ),
    retention=for_good_while_the_competence_is_unchanged,
    passport_access=PassportAccess.VAE,
    steps=(
        Step(
            code="admissibility",
            label=Text("Recevabilité de la demande", "Admissibility of the request"),
            actor=Actor.SECRETARIAT,
            status=Status.REGISTRATION_IN_PROGRESS,
            done=lambda dossier: (
                dossier.portfolio_completed_on is not None
                or (dossier.admissibility is not None and dossier.admissibility.is_admissible)
            ),
            stands_on=(needs.FOUND_ADMISSIBLE,),
            needs=(
                document(DocumentKind.OUTIL_6, R36, signed_by=needs.CANDIDATE_SIGNED, sentence=1),
                document(DocumentKind.CERFA_12818, R36, sentence=1),
                needs.FOUND_ADMISSIBLE,
            ),
            rules=(R35, R36, R37, R44, R45, D12, D40),
        ),
        Step(
            code="vae_portfolio",
            label=Text("Renseignement du dossier VAE par le candidat", "The candidate writes the VAE portfolio"),
            actor=Actor.SECRETARIAT,
            status=Status.REGISTRATION_IN_PROGRESS,
            done=lambda dossier: dossier.portfolio_completed_on is not None,
            needs=(
                # The registration asks for both, and comes when they can no longer be uploaded.
                document(
                    DocumentKind.OUTIL_6, R42, signed_by=needs.CANDIDATE_SIGNED, sentence=2, when=_portfolio_to_come
                ),
                document(DocumentKind.CERFA_12818, D6, when=_portfolio_to_come),
                need(
                    "portfolio_not_completed",
                    met=lambda case: case.dossier.portfolio_completed_on is not None,
                    fr="Le dossier VAE (outil n° 7) n'est pas déclaré constitué.",
                    en="The VAE portfolio (outil 7) is not recorded as completed.",
                    rule=R38,
                    by="recordPortfolio",
                ),
            ),
            rules=(R38, R43, D1),
        ),
        Step(
            code="assessment",
            label=Text("Évaluation des compétences", "Assessment of the competences"),
            actor=Actor.EVALUATOR,
            status=Status.AWAITING_ASSESSMENT,
            done=lambda dossier: dossier.assessment_completed_on is not None,
            stands_on=needs.TAKEN_UP_BY_ANOTHER,
            needs=(
                needs.EVALUATOR_CHOSEN,
                needs.ASSIGNMENT_ACCEPTED,
                needs.ASSESSMENT_RECORDED,
                needs.SITTING_HELD,
                needs.RESULTS_WITH_COMMENTS,
                needs.RESULTS_CONFIRMED,
                needs.CONCERTATION_HELD,
                needs.CONCERTATION_AFTER_THE_SITTINGS,
                needs.OBSERVATION_BEFORE_THE_SITTINGS,
            ),
            rules=(R10, R11, R12, R18, R20, R21, R39, R40, R50, R52, R53, R56, R57, D16),
        ),
        Step(
            code="registration",
            label=Text("Inscription du candidat par le secrétariat", "Registration by the secretariat"),
            actor=Actor.SECRETARIAT,
            status=Status.AWAITING_JURY,
            done=lambda dossier: dossier.registered_on is not None,
            stands_on=(needs.OUTIL_8_STANDS,),
            needs=(
                document(DocumentKind.OUTIL_6, R42, signed_by=needs.CANDIDATE_SIGNED, sentence=2),
                document(DocumentKind.CERFA_12818, D6),
                document(DocumentKind.OUTIL_7, R42, sentence=2),
                document(DocumentKind.OUTIL_8, R42, sentence=2),
                needs.OPTION_OPEN,
            ),
            rules=(R41, R42, R69, D1, D6, D30),
        ),
        Step(
            code="jury",
            label=Text("Validation par le jury paritaire national", "Decision of the national jury"),
            actor=Actor.JURY,
            status=Status.AWAITING_JURY,
            done=lambda dossier: bool(dossier.decisions),
            needs=(
                document(DocumentKind.OUTIL_6, R61, signed_by=needs.CANDIDATE_SIGNED),
                document(DocumentKind.OUTIL_7, R61, signed_by=needs.CANDIDATE_SIGNED),
                document(DocumentKind.OUTIL_8, R61, signed_by=needs.ALL_THREE_SIGNED),
                needs.OPTION_OPEN,
            ),
            rules=(R45, R59, R61, R62, R63, R64, R65, R67, R71),
        ),
    ),
    rules=(R12, R15, R16, R68),
    concerned_by=(D11, D13, D14),
)
