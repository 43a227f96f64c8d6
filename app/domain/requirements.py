"""The requirements that several pathways share, each under the rule that asks for it."""

from dataclasses import replace
from datetime import date

from app.domain.assessment import missing_results, without_comment
from app.domain.case import Case
from app.domain.different_people import evaluator_seat_faults
from app.domain.documents import DocumentKind, Signatory
from app.domain.dossier import AdmissibilityVerdict
from app.domain.evaluators import independence_faults
from app.domain.law import Rule
from app.domain.options import option_sought_in
from app.domain.pathway import MissingItem, Requirement, document, need, void_guide
from app.domain.places import place_is_told
from app.domain.related_parties import company_sirens, related_parties_of
from app.domain.results_on_record import unconfirmed_results
from app.domain.rules.admissibility import R44
from app.domain.rules.assessment import R46, R47, R48, R49, R51, R52, R54, R56, R58
from app.domain.rules.decisions import D2, D17, D43, D48, D50, D53, D61, D63, D66
from app.domain.rules.evaluators import R15, R16, R20, R21
from app.domain.rules.individualised_training import R22, R26, R27
from app.domain.rules.jury import R60
from app.domain.rules.statuses import R69, R70
from app.domain.scope import standing_scope
from app.domain.text import Text
from app.domain.wording import says_something

PROFESSIONALISATION_CONTRACT = "professionalisation_contract"

CANDIDATE_SIGNED = (Signatory.CANDIDATE,)
ALL_THREE_SIGNED = (Signatory.EVALUATOR, Signatory.TRADE_EVALUATOR, Signatory.CANDIDATE)


def is_professionalisation_contract(case: Case) -> bool:
    """Whether the dossier is prepared within a contrat de professionnalisation."""
    return case.dossier.training_scheme == PROFESSIONALISATION_CONTRACT


def skills_identified(rule: Rule) -> Requirement:
    """The interview with the two experts is on record."""
    return need(
        "skills_identification_missing",
        met=lambda case: case.dossier.skills_identification is not None,
        fr="Le repérage des compétences n'est pas enregistré : l'entretien avec les deux intervenants.",
        en="The skills identification, the interview with the two experts, is not recorded.",
        rule=rule,
        by="recordSkillsIdentification",
    )


_NOT_FOUND_ADMISSIBLE = MissingItem(
    code="request_not_admissible",
    detail=Text("La demande n'a pas été déclarée recevable.", "The request has not been found admissible."),
    rule=R44,
    operation_id="decideAdmissibility",
)
_TO_BE_DECIDED_AGAIN = MissingItem(
    code="admissibility_decision_put_back",
    detail=Text(
        "La recevabilité est à décider de nouveau : ce sur quoi elle reposait a changé.",
        "The admissibility is to be decided again: what it rested on has changed.",
    ),
    rule=D50,
    operation_id="decideAdmissibility",
)


_REFUSAL_TAKEN_BACK = MissingItem(
    code="refusal_taken_back",
    detail=Text(
        "Le refus de recevabilité a été repris : la demande attend une nouvelle décision.",
        "The refusal of admissibility was taken back: the request waits for a new decision.",
    ),
    rule=D66,
    operation_id="decideAdmissibility",
)


def _admission_missing(case: Case) -> tuple[MissingItem, ...]:
    request = case.dossier.admissibility
    if request is None or not request.is_submitted:
        return (_NOT_FOUND_ADMISSIBLE,)
    if request.is_admissible:
        return ()
    if not request.put_back:
        return (_NOT_FOUND_ADMISSIBLE,)
    refused = request.put_back[-1].decision.verdict is AdmissibilityVerdict.INADMISSIBLE
    return (_REFUSAL_TAKEN_BACK if refused else _TO_BE_DECIDED_AGAIN,)


FOUND_ADMISSIBLE = Requirement(
    code=_NOT_FOUND_ADMISSIBLE.code, detail=_NOT_FOUND_ADMISSIBLE.detail, rules=(R44,), missing=_admission_missing
)

EVALUATOR_CHOSEN = need(
    "evaluator_not_chosen",
    met=lambda case: case.dossier.evaluator is not None,
    fr="Aucun évaluateur habilité n'est choisi : le choix précède toute inscription.",
    en="No evaluator has been chosen: the choice comes before any registration.",
    rule=R21,
    by="chooseEvaluator",
)


OPTION_OPEN = need(
    "no_second_option",
    when=lambda case: case.dossier.option is not None,
    met=lambda case: (sought := option_sought_in(case)) is None or sought.is_open,
    fr="Le candidat détient déjà cette certification pour une autre option, et rien ne reste à évaluer pour celle-ci.",
    en="The candidate holds this certification already for another option, and nothing is left to assess for this one.",
    rule=D53,
    by="withdrawDossier",
)
"""What was asked for before it was held is not opened either: a dossier of each option may have been open at once."""


def _ties(case: Case) -> tuple[MissingItem, ...]:
    evaluator, choice = case.evaluator, case.dossier.evaluator
    if evaluator is None or choice is None:
        return ()
    faults = (
        *independence_faults(evaluator, related_parties_of(case), choice.planned_on),
        *evaluator_seat_faults(case, evaluator),
    )
    return tuple(
        MissingItem(code=fault.code, detail=fault.detail, rule=fault.rule or R15, operation_id="chooseEvaluator")
        for fault in faults
    )


EVALUATOR_INDEPENDENT = Requirement(
    code="evaluator_not_independent",
    detail=Text(
        "L'évaluateur choisi n'est plus indépendant de l'entreprise ou de l'organisme de formation.",
        "The evaluator chosen is no longer independent of the company or of the training body.",
    ),
    rules=(R15, R16, D17),
    missing=_ties,
)
"""The bodies may be declared after the choice: it is confirmed with the registration (R69)."""

TRAINING_SCHEME_GIVEN = need(
    "training_scheme_missing",
    met=lambda case: case.dossier.training_scheme is not None,
    fr="Le dispositif de formation utilisé n'est pas indiqué.",
    en="The training scheme is not given.",
    rule=R69,
    sentence=1,
    by="updateDossier",
)

ESTABLISHMENT_KNOWN = need(
    "establishment_missing",
    met=lambda case: case.dossier.company_id is not None,
    fr="L'établissement du candidat n'est pas identifié.",
    en="The candidate's establishment is not identified.",
    rule=R69,
    sentence=3,
    by="updateDossier",
)

TUTOR_NAMED = need(
    "tutor_missing",
    when=is_professionalisation_contract,
    met=lambda case: case.dossier.tutor is not None,
    fr="Un tuteur est nécessaire pour un contrat de professionnalisation.",
    en="A professionalisation contract needs a tutor.",
    rule=R27,
    by="updateDossier",
)


def _plan_fits(case: Case) -> bool:
    identification, plan = case.dossier.skills_identification, case.dossier.training_plan
    return identification is None or plan is None or identification.to_acquire.issuperset(plan.competences)


TRAINING_PLAN_WITHIN_NEEDS = need(
    "training_plan_beyond_needs",
    met=_plan_fits,
    fr="Le parcours porte sur des compétences que le repérage a trouvées maîtrisées.",
    en="The training plan covers competences that the skills identification found mastered.",
    rule=R26,
    by="recordTrainingPlan",
)


def _employer_is_verified(case: Case) -> bool:
    """D43, D62: the employer, or the company itself where what is known of its establishments does not agree."""
    employer, company = case.employer, case.company_on_request
    if employer is not None:
        return employer.is_verified_ccnic
    return company is not None and company.is_verified_ccnic and company.siren in company_sirens(case)


COMPANY_VERIFIED = need(
    "company_not_verified",
    met=_employer_is_verified,
    fr="Le secrétariat n'a pas vérifié que l'entreprise relève de la CCNIC.",
    en="The secretariat has not verified that the company is under the chemical agreement.",
    rule=D43,
    by="verifyCompany",
)


def _logbook_is_mandatory(case: Case) -> bool:
    """R22: of a training within that contract."""
    return is_professionalisation_contract(case) and case.parameters.switched_on(R22, "required", case.on)


TRAINING_LOGBOOK = document(DocumentKind.OUTIL_2, R22, when=_logbook_is_mandatory)

ASSIGNMENT_ACCEPTED = need(
    "assignment_not_accepted",
    met=lambda case: case.dossier.acceptance is not None,
    fr="L'évaluateur n'a pas encore accepté la mission ni déclaré son indépendance.",
    en="The evaluator has not yet accepted the assignment nor declared their independence.",
    rule=D17,
    by="acceptAssignment",
)

TRADE_EVALUATOR_INVITED = need(
    "trade_evaluator_not_invited",
    met=lambda case: case.dossier.trade_evaluator is not None,
    fr="L'évaluateur métier n'a pas été invité.",
    en="The trade evaluator has not been invited.",
    rule=R70,
    sentence=4,
    by="inviteTradeEvaluator",
)

ASSESSMENT_RECORDED = need(
    "assessment_missing",
    met=lambda case: case.dossier.assessment is not None,
    fr="Les résultats de l'évaluation ne sont pas saisis.",
    en="The results of the assessment are not recorded.",
    rule=R54,
    by="recordAssessment",
)


SITTING_HELD = need(
    "sitting_missing",
    when=lambda case: case.dossier.assessment is not None,
    met=lambda case: case.dossier.assessment is not None and bool(case.dossier.assessment.held_on),
    fr="Aucun jour d'évaluation n'est indiqué.",
    en="No day of assessment is given.",
    rule=R52,
    by="recordAssessment",
)


def _on_assessment(code: str, rule: Rule, fr: str, en: str, sentence: int = 0) -> MissingItem:
    return MissingItem(code=code, detail=Text(fr, en), rule=rule, operation_id="recordAssessment", sentence=sentence)


def _results_missing(case: Case) -> tuple[MissingItem, ...]:
    assessment = case.dossier.assessment
    if assessment is None or case.dossier.scope is None:
        return ()
    scope = standing_scope(case)
    absent = tuple(
        _on_assessment(
            "result_missing",
            R56,
            f"La compétence {code} n'a pas de résultat : acquis ou non acquis.",
            f"Competence {code} has no result: acquired or not.",
        )
        for code in missing_results(assessment, scope)
    )
    silent = tuple(
        _on_assessment(
            "comment_missing",
            R70,
            f"Le résultat de la compétence {code} n'a pas de commentaire.",
            f"The result of competence {code} has no comment.",
            sentence=1,
        )
        for code in without_comment(assessment.results)
    )
    return absent + silent


RESULTS_WITH_COMMENTS = Requirement(
    code="results_incomplete",
    detail=Text(
        "Une compétence à évaluer n'a pas de résultat, ou pas de commentaire.",
        "A competence in scope has no result, or no comment.",
    ),
    rules=(R56, R70),
    missing=_results_missing,
)


def _results_to_confirm(case: Case) -> tuple[MissingItem, ...]:
    return tuple(
        _on_assessment(
            "result_not_confirmed",
            D63,
            f"L'évaluateur n'a pas confirmé le résultat de la compétence {result.competence_code}, qu'un autre a saisi "
            ": il l'envoie de nouveau.",
            f"The evaluator has not confirmed the result of competence {result.competence_code}, which another "
            "recorded: they send it again.",
        )
        for result in unconfirmed_results(case.dossier)
    )


RESULTS_CONFIRMED = Requirement(
    code="result_not_confirmed",
    detail=Text(
        "Un résultat saisi par l'évaluateur précédent n'est pas confirmé.",
        "A result that the former evaluator recorded is not confirmed.",
    ),
    rules=(D63,),
    missing=_results_to_confirm,
    optional=True,
)

_BRIEFING = (
    ("candidate_informed", R46, "Le candidat n'a pas été informé au préalable.", "The candidate was not informed."),
    (
        "professional_informed",
        R47,
        "Le professionnel du métier n'a pas été informé de l'objectif, des modalités et de son rôle.",
        "The trade professional was not informed of the aim, the method and their role.",
    ),
    (
        "guide_delivered",
        R48,
        "Le guide d'évaluation n'a pas été transmis au préalable.",
        "The guide was not delivered.",
    ),
    (
        "outil_3_delivered",
        R49,
        "L'outil n° 3 n'a pas été remis au candidat.",
        "Outil 3 was not given to the candidate.",
    ),
    (
        "branch_documents_used",
        R46,
        "Les documents de branche n'ont pas tous été utilisés.",
        "Not all of the branch's documents were used.",
    ),
)


def briefing(*names: str) -> Requirement:
    """The parts of the briefing that the evaluator must have made sure of."""
    asked = tuple(row for row in _BRIEFING if row[0] in names)

    def lacks(case: Case) -> tuple[MissingItem, ...]:
        assessment = case.dossier.assessment
        if assessment is None:
            return ()
        return tuple(
            _on_assessment(f"briefing_{name}", rule, fr, en)
            for name, rule, fr, en in asked
            if not getattr(assessment.briefing, name)
        )

    return Requirement(
        code="briefing_incomplete",
        detail=Text("L'évaluateur ne s'est pas assuré de tout au préalable.", "The briefing is not complete."),
        rules=tuple(dict.fromkeys(row[1] for row in asked)),
        missing=lacks,
    )


CONCERTATION_HELD = need(
    "concertation_missing",
    when=lambda case: case.dossier.assessment is not None,
    met=lambda case: case.dossier.assessment is not None and case.dossier.assessment.concertation_held_on is not None,
    fr="La concertation avec le professionnel du métier n'est pas datée.",
    en="The consultation with the trade professional has no date.",
    rule=R20,
    by="recordAssessment",
)


def _last_sitting(case: Case) -> date | None:
    assessment = case.dossier.assessment
    return max(assessment.held_on, default=None) if assessment is not None else None


def _concertation_follows(case: Case) -> bool:
    assessment, last = case.dossier.assessment, _last_sitting(case)
    held_on = assessment.concertation_held_on if assessment is not None else None
    return held_on is None or last is None or held_on >= last


CONCERTATION_AFTER_THE_SITTINGS = need(
    "concertation_before_the_last_sitting",
    when=lambda case: case.dossier.assessment is not None,
    met=_concertation_follows,
    fr="La concertation précède le dernier entretien : les évaluateurs se concertent après lui.",
    en="The consultation comes before the last sitting: the evaluators consult each other after it.",
    rule=R20,
    by="recordAssessment",
)


def _observations_precede(case: Case) -> bool:
    assessment, last = case.dossier.assessment, _last_sitting(case)
    return assessment is None or last is None or all(day <= last for day in assessment.observed_on)


OBSERVATION_BEFORE_THE_SITTINGS = need(
    "observation_after_the_last_sitting",
    when=lambda case: case.dossier.assessment is not None,
    met=_observations_precede,
    fr="Une observation est datée d'après le dernier entretien, qu'elle prépare.",
    en="An observation is dated after the last sitting, which it prepares.",
    rule=D48,
    by="recordAssessment",
)

PLACE_TOLD = need(
    "place_missing",
    when=lambda case: case.dossier.assessment is not None,
    met=place_is_told,
    fr="L'évaluation s'est tenue hors de la région de l'entreprise : dites où (place), ou à distance (remote).",
    en="The assessment was held outside the company's region: say where (place), or that it was remote.",
    rule=D61,
    by="recordAssessment",
)

OBSERVATION_HELD = need(
    "observation_missing",
    when=lambda case: case.certification.observation_required and case.dossier.assessment is not None,
    met=lambda case: case.dossier.assessment is not None and bool(case.dossier.assessment.observed_on),
    fr="Cette certification demande une observation en situation de travail : aucune n'est datée.",
    en="This certification asks for an observation at work: none is dated.",
    rule=R51,
    by="recordAssessment",
)

WRITTEN_WORK = document(DocumentKind.WRITTEN_WORK, R51, when=lambda case: case.certification.written_work_required)

CANDIDATE_OBSERVATIONS = need(
    "candidate_observations_missing",
    when=lambda case: case.dossier.assessment is not None,
    met=lambda case: (
        case.dossier.assessment is not None and says_something(case.dossier.assessment.candidate_observations)
    ),
    fr="Les observations du candidat ne sont pas saisies.",
    en="The candidate's observations are not recorded.",
    rule=R70,
    sentence=2,
    by="recordAssessment",
)

EVALUATOR_OBSERVATIONS = need(
    "evaluator_observations_missing",
    met=lambda case: (
        case.dossier.assessment is not None and says_something(case.dossier.assessment.evaluator_observations)
    ),
    fr="Les observations de l'évaluateur ne sont pas saisies.",
    en="The evaluator's observations are not recorded.",
    rule=R58,
    by="recordAssessment",
)

TRADE_OBSERVATIONS = need(
    "trade_observations_missing",
    met=lambda case: case.dossier.trade_observations is not None,
    fr="Les observations de l'évaluateur métier manquent, et le secrétariat n'en a pas dispensé.",
    en="The trade evaluator's observations are missing, and the secretariat has not waived them.",
    rule=D2,
    by="recordTradeObservations",
)

BRIEFING_BY_OUTIL_4 = briefing(
    "candidate_informed",
    "professional_informed",
    "guide_delivered",
    "outil_3_delivered",
    "branch_documents_used",
)

ASSESSMENT_BY_OUTIL_4: tuple[Requirement, ...] = (
    EVALUATOR_CHOSEN,
    ASSIGNMENT_ACCEPTED,
    TRADE_EVALUATOR_INVITED,
    ASSESSMENT_RECORDED,
    SITTING_HELD,
    RESULTS_WITH_COMMENTS,
    RESULTS_CONFIRMED,
    BRIEFING_BY_OUTIL_4,
    CONCERTATION_HELD,
    CONCERTATION_AFTER_THE_SITTINGS,
    OBSERVATION_BEFORE_THE_SITTINGS,
    PLACE_TOLD,
    OBSERVATION_HELD,
    CANDIDATE_OBSERVATIONS,
    WRITTEN_WORK,
)
"""What an assessment that is written in outil 4 needs before the guide itself: the guide asks it of two pathways."""

ASSESSMENT_GUIDE = document(DocumentKind.OUTIL_4, R70, sentence=3)
ASSESSMENT_GUIDE_SIGNED = document(DocumentKind.OUTIL_4, R60, signed_by=ALL_THREE_SIGNED)
CANDIDATE_FILE_SIGNED_FOR_JURY = document(DocumentKind.OUTIL_6, R60, signed_by=CANDIDATE_SIGNED, sentence=1)


def _again(requirement: Requirement) -> Requirement:
    """The same, asked of a step that is behind once an evaluator was replaced (D63, D66)."""
    return replace(
        requirement,
        missing=lambda case: requirement.missing(case) if case.dossier.former_assignments else (),
        optional=True,
    )


TAKEN_UP_BY_ANOTHER = tuple(
    _again(requirement)
    for requirement in (ASSIGNMENT_ACCEPTED, ASSESSMENT_RECORDED, RESULTS_CONFIRMED, CONCERTATION_HELD)
)
"""What an assessment stands on whose evaluator was replaced, in every pathway that assesses."""

TAKEN_UP_WITH_OUTIL_4 = (
    *TAKEN_UP_BY_ANOTHER,
    _again(TRADE_EVALUATOR_INVITED),
    _again(BRIEFING_BY_OUTIL_4),
    void_guide(DocumentKind.OUTIL_4),
)
"""The same where it is written in outil 4, which a changed result asks for again too (D57)."""

OUTIL_8_STANDS = void_guide(DocumentKind.OUTIL_8)
