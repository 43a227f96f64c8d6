"""P2: the simplified VAE for the employees of the chemical industries (guide, « Parcours n° 2 »).

Its own rules are in ``app/domain/rules/simplified_vae.py`` and ``admissibility.py``.
"""

from app.domain import eligibility_warnings as warnings
from app.domain import requirements as needs
from app.domain.assessment_method import AssessmentMethod
from app.domain.conditions import OLD_ENOUGH, OPTION_OPEN, days_in_window, on_payroll, recent_experience
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
)
from app.domain.retention import for_good_while_the_competence_is_unchanged
from app.domain.rules.admissibility import R44, R45
from app.domain.rules.assessment import R46, R47, R48, R49, R50, R51, R52, R53, R54, R55, R56, R57, R58
from app.domain.rules.common_law_vae import R37
from app.domain.rules.decisions import D1, D2, D11, D12, D13, D14, D15, D29, D40, D42, D43
from app.domain.rules.evaluators import R10, R11, R12, R15, R16, R17, R19, R20, R21
from app.domain.rules.individualised_training import R25, R28
from app.domain.rules.jury import R59, R60, R62, R63, R64, R65, R67
from app.domain.rules.scheme import R6
from app.domain.rules.simplified_vae import R31, R32, R33, R34
from app.domain.rules.statuses import R68, R69, R70, R71
from app.domain.text import Text

_COMPANY_OR_SECRETARIAT = (Actor.EMPLOYER, Actor.SECRETARIAT)

_OF_THE_REQUEST = tuple(
    Upload(kind=kind, by=_COMPANY_OR_SECRETARIAT, until=UploadedUntil.REGISTERED)
    for kind in (
        DocumentKind.OUTIL_6,
        DocumentKind.CERFA_12818,
        DocumentKind.DIPLOMA,
        DocumentKind.EXPERIENCE_PROOF,
        DocumentKind.CQPI_PROOF,
    )
)

SIMPLIFIED_VAE = Pathway(
    code="simplified_vae",
    label=Text(
        "Parcours n° 2 : la VAE simplifiée pour les salariés des Industries Chimiques", "Pathway 2: simplified VAE"
    ),
    leads_to=frozenset({"cqp", "cqpi"}),
    conditions=(recent_experience(R31), on_payroll(R31), OLD_ENOUGH, OPTION_OPEN),
    unmet_condition=UnmetCondition.PROPOSED_AS_GROUND,
    counted_experience=days_in_window(R31),
    warnings=(
        warnings.experience_too_old,
        warnings.limits_of_the_form,
        warnings.agreement_to_be_known,
        warnings.agreement_declared,
        warnings.agreement_to_be_verified,
    ),
    acts=acts_of(
        {
            _COMPANY_OR_SECRETARIAT: (
                "createDossier",
                "updateDossier",
                "recordSkillsIdentification",
                "submitAdmissibility",
                "chooseEvaluator",
                "registerToJury",
                "withdrawFromJury",
                "withdrawDossier",
            ),
            (Actor.EMPLOYER, Actor.SECRETARIAT, Actor.JURY): ("postponeDossier",),
            (Actor.EMPLOYER,): ("completeRegistration",),
            (Actor.SECRETARIAT,): (
                "decideAdmissibility",
                "recordDispatch",
                "acknowledgeAdmissibility",
                "extendAdmissibility",
                "verifyHeldCertification",
                "waiveTradeObservations",
                "replaceEvaluator",
            ),
            (Actor.EVALUATOR,): (
                "acceptAssignment",
                "declineAssignment",
                "inviteTradeEvaluator",
                "revokeTradeEvaluator",
                "recordAssessment",
                "completeAssessment",
            ),
            (Actor.TRADE_EVALUATOR,): ("recordTradeObservations",),
            (Actor.JURY,): ("deliberate",),
        }
    ),
    uploads=(
        Upload(kind=DocumentKind.OUTIL_1, by=_COMPANY_OR_SECRETARIAT, until=UploadedUntil.REGISTERED),
        Upload(kind=DocumentKind.OUTIL_4, by=(Actor.EVALUATOR,), until=UploadedUntil.ON_A_JURY, step="assessment"),
        *_OF_THE_REQUEST,
        Upload(kind=DocumentKind.WRITTEN_WORK, by=(Actor.EMPLOYER, Actor.EVALUATOR), until=UploadedUntil.ASSESSED),
    ),
    examinations=(Examination(facts=EVERY_FACT, holds=request_is_submitted),),
    assessment=AssessmentMethod(
        guide=DocumentKind.OUTIL_4,
        guide_always_due=False,
        letter_presented_first=False,
        professional_named=False,
        filed_with_its_results=True,
    ),
    retention=for_good_while_the_competence_is_unchanged,
    passport_access=PassportAccess.VAE,
    steps=(
        Step(
            code="skills_identification",
            label=Text("Repérage des compétences du candidat", "Identification of the candidate's skills"),
            actor=Actor.EMPLOYER,
            status=Status.REGISTRATION_IN_PROGRESS,
            done=lambda dossier: (
                dossier.skills_identification is not None and dossier.was_brought(DocumentKind.OUTIL_1)
            ),
            needs=(needs.skills_identified(R32), document(DocumentKind.OUTIL_1, R32)),
            rules=(R25, R32),
        ),
        Step(
            code="admissibility",
            label=Text("Recevabilité de la demande", "Admissibility of the request"),
            actor=Actor.SECRETARIAT,
            status=Status.REGISTRATION_IN_PROGRESS,
            done=lambda dossier: (
                dossier.registered_on is not None
                or (dossier.admissibility is not None and dossier.admissibility.is_admissible)
            ),
            stands_on=(needs.FOUND_ADMISSIBLE,),
            needs=(
                document(DocumentKind.CERFA_12818, R33, sentence=1),
                document(DocumentKind.OUTIL_6, R33, signed_by=needs.CANDIDATE_SIGNED, sentence=1),
                document(DocumentKind.OUTIL_1, R33),
                needs.COMPANY_VERIFIED,
                needs.FOUND_ADMISSIBLE,
            ),
            rules=(R31, R33, R44, R45, D12, D13, D40, D43),
        ),
        Step(
            code="registration",
            label=Text("Inscription du candidat", "Registration of the candidate"),
            actor=Actor.EMPLOYER,
            status=Status.REGISTRATION_IN_PROGRESS,
            done=lambda dossier: dossier.registered_on is not None,
            needs=(
                document(DocumentKind.OUTIL_6, R34, signed_by=needs.CANDIDATE_SIGNED),
                document(DocumentKind.CERFA_12818, R34),
                needs.ESTABLISHMENT_KNOWN,
                needs.EVALUATOR_CHOSEN,
                needs.EVALUATOR_INDEPENDENT,
                needs.OPTION_OPEN,
            ),
            rules=(R21, R28, R34, R69),
        ),
        Step(
            code="assessment",
            label=Text("Évaluation des compétences", "Assessment of the competences"),
            actor=Actor.EVALUATOR,
            status=Status.AWAITING_ASSESSMENT,
            done=lambda dossier: dossier.assessment_completed_on is not None,
            stands_on=needs.TAKEN_UP_WITH_OUTIL_4,
            needs=(
                *needs.ASSESSMENT_BY_OUTIL_4,
                needs.ASSESSMENT_GUIDE,
            ),
            rules=(R10, R11, R12, R17, R19, R20, R46, R47, R48, R49, R50, R51, R52, R53, R54, R55, R56, R57, R70),
        ),
        Step(
            code="jury",
            label=Text("Validation par le jury paritaire national", "Decision of the national jury"),
            actor=Actor.JURY,
            status=Status.AWAITING_JURY,
            done=lambda dossier: bool(dossier.decisions),
            needs=(
                needs.EVALUATOR_OBSERVATIONS,
                needs.TRADE_OBSERVATIONS,
                needs.ASSESSMENT_GUIDE_SIGNED,
                needs.CANDIDATE_FILE_SIGNED_FOR_JURY,
                needs.OPTION_OPEN,
            ),
            rules=(R45, R58, R59, R60, R62, R63, R64, R65, R67, R71, D2),
        ),
    ),
    rules=(R12, R15, R16, R68),
    concerned_by=(R6, R37, D1, D11, D14, D15, D29, D42),
)
