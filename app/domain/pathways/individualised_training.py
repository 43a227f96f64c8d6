"""P1: the individualised development of competences (guide, « Parcours n° 1 »), and its special case.

Its own rules are in ``app/domain/rules/individualised_training.py``.
"""

from app.domain import eligibility_warnings as warnings
from app.domain import requirements as needs
from app.domain.assessment_method import AssessmentMethod
from app.domain.case import Case
from app.domain.conditions import (
    ALL_MASTERED,
    OF_THE_PUBLIC,
    OLD_ENOUGH,
    OPENED_BY_THEIR_COMPANY,
    OPTION_OPEN,
    all_days,
    days_in_window,
    on_payroll,
    recent_experience,
)
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier, Status
from app.domain.examination import (
    CIVIL_STATUS_ALONE,
    EVERY_FACT,
    Examination,
    holds_a_verified_certification,
    is_confirmed_direct_assessment,
)
from app.domain.law import Violation
from app.domain.passport_access import PassportAccess
from app.domain.pathway import (
    Actor,
    Pathway,
    Requirement,
    Step,
    UnmetCondition,
    Upload,
    UploadedUntil,
    acts_of,
    document,
    need,
    step_not_in_pathway,
)
from app.domain.retention import for_good_while_the_competence_is_unchanged, some_years_from_the_jury
from app.domain.rules.assessment import R46, R47, R48, R49, R50, R51, R52, R53, R54, R55, R56, R57, R58
from app.domain.rules.decisions import D2, D8, D15, D22, D29, D34, D42, D43, D45
from app.domain.rules.evaluators import R10, R11, R12, R15, R16, R17, R19, R20, R21
from app.domain.rules.individualised_training import R22, R23, R24, R25, R26, R27, R28, R29, R30
from app.domain.rules.jury import R59, R60, R62, R63, R64, R65, R66
from app.domain.rules.scheme import R6
from app.domain.rules.statuses import R68, R69, R70, R71
from app.domain.text import Text


def skills_identification_is_done(dossier: Dossier) -> bool:
    """Whether the interview is recorded and its guide is there."""
    return dossier.skills_identification is not None and dossier.was_brought(DocumentKind.OUTIL_1)


def skills_identification_is_started(dossier: Dossier) -> bool:
    """Whether either the interview or its guide is there: what is begun is finished (R24)."""
    return dossier.skills_identification is not None or dossier.was_brought(DocumentKind.OUTIL_1)


def _masters_all_that_is_asked(case: Case) -> bool:
    """R30: of the framework in force, which may ask more than the one that the identification was made by."""
    identification = case.dossier.skills_identification
    if identification is None:
        return True
    mastered = {mastery.code for mastery in identification.competences if mastery.mastered}
    return mastered.issuperset(competence.code for competence in case.framework.current)


_SKILLS_IDENTIFICATION = Text("Repérage des compétences du candidat", "Identification of the candidate's skills")

REGISTRATION_LABEL = Text("Inscription du candidat", "Registration of the candidate")
ASSESSMENT_LABEL = Text("Évaluation des compétences", "Assessment of the competences")
JURY_LABEL = Text("Validation par le jury paritaire national", "Decision of the national jury")


def _assessment(*of_a_training: Requirement) -> Step:
    return Step(
        code="assessment",
        label=ASSESSMENT_LABEL,
        actor=Actor.EVALUATOR,
        status=Status.AWAITING_ASSESSMENT,
        done=lambda dossier: dossier.assessment_completed_on is not None,
        stands_on=needs.TAKEN_UP_WITH_OUTIL_4,
        needs=(
            *needs.ASSESSMENT_BY_OUTIL_4,
            *of_a_training,
            needs.ASSESSMENT_GUIDE,
        ),
        rules=(R10, R11, R12, R17, R19, R20, R22, R46, R47, R48, R49, R50, R51, R52, R53, R54, R55, R56, R57, R70),
    )


_JURY = Step(
    code="jury",
    label=JURY_LABEL,
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
    rules=(R58, R59, R60, R62, R63, R64, R65, R66, R71, D2),
)

_REGISTRATION_NEEDS = (
    document(DocumentKind.OUTIL_6, R29, signed_by=needs.CANDIDATE_SIGNED),
    needs.TRAINING_SCHEME_GIVEN,
    needs.ESTABLISHMENT_KNOWN,
    needs.TUTOR_NAMED,
    needs.EVALUATOR_CHOSEN,
    needs.EVALUATOR_INDEPENDENT,
    needs.OPTION_OPEN,
)

_CODE = "individualised_training"
_COMPANY = (Actor.EMPLOYER,)
_COMPANY_OR_SECRETARIAT = (Actor.EMPLOYER, Actor.SECRETARIAT)

_ACTS_OF_BOTH = acts_of(
    {
        _COMPANY: ("createDossier", "recordSkillsIdentification", "completeRegistration"),
        _COMPANY_OR_SECRETARIAT: (
            "updateDossier",
            "chooseEvaluator",
            "registerToJury",
            "withdrawFromJury",
            "withdrawDossier",
        ),
        (Actor.EMPLOYER, Actor.SECRETARIAT, Actor.JURY): ("postponeDossier",),
        (Actor.SECRETARIAT,): ("verifyHeldCertification", "waiveTradeObservations", "replaceEvaluator"),
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
)

_UPLOADS = (
    Upload(kind=DocumentKind.OUTIL_1, by=_COMPANY, until=UploadedUntil.REGISTERED),
    Upload(kind=DocumentKind.OUTIL_2, by=_COMPANY, until=UploadedUntil.ASSESSED),
    Upload(kind=DocumentKind.OUTIL_4, by=(Actor.EVALUATOR,), until=UploadedUntil.ON_A_JURY, step="assessment"),
    Upload(kind=DocumentKind.OUTIL_6, by=_COMPANY, until=UploadedUntil.REGISTERED),
    Upload(kind=DocumentKind.CERFA_12818, by=_COMPANY, until=UploadedUntil.REGISTERED),
    Upload(kind=DocumentKind.DIPLOMA, by=_COMPANY, until=UploadedUntil.REGISTERED),
    Upload(kind=DocumentKind.EXPERIENCE_PROOF, by=_COMPANY, until=UploadedUntil.REGISTERED),
    Upload(kind=DocumentKind.CQPI_PROOF, by=_COMPANY, until=UploadedUntil.REGISTERED),
    Upload(kind=DocumentKind.WRITTEN_WORK, by=(Actor.EMPLOYER, Actor.EVALUATOR), until=UploadedUntil.ASSESSED),
)

_METHOD = AssessmentMethod(
    guide=DocumentKind.OUTIL_4,
    guide_always_due=False,
    letter_presented_first=False,
    professional_named=False,
    filed_with_its_results=True,
)

# What was verified to be held is this person's: the scope of the assessment rests on who they are.
_VERIFIED_TO_BE_HELD = Examination(facts=CIVIL_STATUS_ALONE, holds=holds_a_verified_certification)

_CONFIRMED = need(
    "direct_assessment_not_confirmed",
    met=lambda case: is_confirmed_direct_assessment(case.dossier),
    fr="Le secrétariat n'a pas confirmé que les conditions de l'évaluation directe sont remplies.",
    en="The secretariat has not confirmed that the conditions of the direct assessment are met.",
    rule=D43,
    by="confirmDirectAssessment",
)

_NOT_A_DIRECT_ASSESSMENT = Violation(
    code="not_a_direct_assessment",
    rule=R30,
    detail=Text("Ce dossier n'est pas une évaluation directe.", "This dossier is not a direct assessment."),
)

INDIVIDUALISED_TRAINING = Pathway(
    code=_CODE,
    label=Text(
        "Parcours n° 1 : le parcours de développement des compétences individualisé",
        "Pathway 1: individualised training",
    ),
    leads_to=frozenset({"cqp", "cqpi"}),
    conditions=(OF_THE_PUBLIC, OPENED_BY_THEIR_COMPANY, OPTION_OPEN),
    unmet_condition=UnmetCondition.REFUSES_CREATION,
    pointed_out=(OLD_ENOUGH,),
    counted_experience=all_days,
    warnings=(warnings.experience_too_old,),
    acts={**_ACTS_OF_BOTH, "recordTrainingPlan": _COMPANY},
    absent_acts={"confirmDirectAssessment": _NOT_A_DIRECT_ASSESSMENT},
    uploads=_UPLOADS,
    examinations=(_VERIFIED_TO_BE_HELD,),
    assessment=_METHOD,
    retention=some_years_from_the_jury,
    passport_access=PassportAccess.CONTINUING_TRAINING,
    steps=(
        Step(
            code="skills_identification",
            label=_SKILLS_IDENTIFICATION,
            actor=Actor.EMPLOYER,
            status=Status.REGISTRATION_IN_PROGRESS,
            mandatory=False,
            started=skills_identification_is_started,
            done=skills_identification_is_done,
            needs=(needs.skills_identified(R24), document(DocumentKind.OUTIL_1, R24)),
            rules=(R23, R24, R25),
        ),
        Step(
            code="development",
            label=Text("Parcours de développement des compétences", "Development of the competences"),
            actor=Actor.EMPLOYER,
            status=Status.REGISTRATION_IN_PROGRESS,
            done=lambda dossier: dossier.training_plan is not None,
            needs=(
                need(
                    "training_plan_missing",
                    met=lambda case: case.dossier.training_plan is not None,
                    fr="Le parcours de développement des compétences n'est pas enregistré.",
                    en="The training plan is not recorded.",
                    rule=R26,
                    by="recordTrainingPlan",
                ),
            ),
            rules=(R22, R26, R27, D45),
        ),
        Step(
            code="registration",
            label=REGISTRATION_LABEL,
            actor=Actor.EMPLOYER,
            status=Status.REGISTRATION_IN_PROGRESS,
            done=lambda dossier: dossier.registered_on is not None,
            needs=(*_REGISTRATION_NEEDS, needs.TRAINING_PLAN_WITHIN_NEEDS),
            rules=(R21, R26, R27, R28, R29, R69),
        ),
        _assessment(needs.TRAINING_LOGBOOK),
        _JURY,
    ),
    rules=(R12, R15, R16, R68),
    concerned_by=(R6, D8, D15, D22, D29, D42),
)

DIRECT_ASSESSMENT = Pathway(
    code=_CODE,
    variant="direct_assessment",
    variant_label=Text("Évaluation directe", "Direct assessment"),
    label=Text(
        "Parcours n° 1, cas particulier : l'évaluation directe de l'ensemble des compétences",
        "Pathway 1, special case: direct assessment of all the competences",
    ),
    leads_to=frozenset({"cqp", "cqpi"}),
    conditions=(on_payroll(R30), OPENED_BY_THEIR_COMPANY, recent_experience(R30), ALL_MASTERED, OPTION_OPEN),
    unmet_condition=UnmetCondition.REFUSES_CREATION,
    pointed_out=(OLD_ENOUGH,),
    counted_experience=days_in_window(R30),
    warnings=(
        warnings.experience_too_old,
        warnings.limits_of_the_form,
        warnings.agreement_to_be_known,
        warnings.agreement_declared,
        warnings.agreement_to_be_verified,
    ),
    acts={**_ACTS_OF_BOTH, "confirmDirectAssessment": (Actor.SECRETARIAT,)},
    absent_acts={"recordTrainingPlan": step_not_in_pathway("development")},
    uploads=_UPLOADS,
    examinations=(Examination(facts=EVERY_FACT, holds=is_confirmed_direct_assessment), _VERIFIED_TO_BE_HELD),
    assessment=_METHOD,
    retention=for_good_while_the_competence_is_unchanged,
    passport_access=PassportAccess.VAE,
    steps=(
        Step(
            code="skills_identification",
            label=_SKILLS_IDENTIFICATION,
            actor=Actor.EMPLOYER,
            status=Status.REGISTRATION_IN_PROGRESS,
            done=skills_identification_is_done,
            needs=(needs.skills_identified(R30), document(DocumentKind.OUTIL_1, D34)),
            rules=(R24, R25, R30, D34),
        ),
        Step(
            code="registration",
            label=REGISTRATION_LABEL,
            actor=Actor.EMPLOYER,
            status=Status.REGISTRATION_IN_PROGRESS,
            done=lambda dossier: dossier.registered_on is not None,
            needs=(
                *_REGISTRATION_NEEDS,
                document(DocumentKind.CERFA_12818, R30, sentence=1),
                need(
                    "competences_not_all_mastered",
                    met=_masters_all_that_is_asked,
                    fr="Le repérage ne conclut pas à la maîtrise de l'ensemble des compétences.",
                    en="The skills identification did not find all the competences mastered.",
                    rule=R30,
                    by="recordSkillsIdentification",
                ),
                needs.COMPANY_VERIFIED,
                _CONFIRMED,
            ),
            stands_on=(_CONFIRMED,),
            rules=(R21, R28, R29, R30, R69, D34, D43),
        ),
        _assessment(),
        _JURY,
    ),
    rules=(R12, R15, R16, R68),
    concerned_by=(R6, D15, D22, D29, D42),
)
