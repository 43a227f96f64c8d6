"""P1: a company signs up, two of its employees follow the individualised pathway, and one is awarded in part."""

from datetime import timedelta

from journey.actors import Json, Person
from journey.assessing import accepts, assess, assessed_on, choice_of, evaluator_of, invites, is_entrusted, observes
from journey.dossier import DossierInHand
from journey.fictitious_data import candidate, experience, siret
from journey.jury_day import JuryDay
from journey.signing_up import signs_up
from journey.stage import Stage
from journey.training import plan_of

CERTIFICATION = "cqp-operateur-fabrication"


async def tell(stage: Stage) -> None:
    """From the company's account to the jury: a dossier awarded in full, another in part."""
    stage.printer.title(
        "Parcours n° 1 — le développement des compétences individualisé",
        "Une entreprise ouvre son compte, et deux salariées préparent le CQP d'opérateur de fabrication.",
    )
    employer, company = await signs_up(stage)
    first = await is_prepared(stage, employer, company)
    second = await is_prepared_shortly(stage, employer, company)
    jury = await JuryDay.planned(stage, in_days=75)
    await first.is_refused(
        employer,
        "voudrait déjà inscrire le dossier au jury",
        "POST",
        "/jury-registration",
        jury.asked,
        code="step_not_open",
        rules=("R68",),
    )
    await is_assessed_with_care(first, company)
    await is_assessed(second, company, not_acquired=second.codes[-1:])
    await jury.registers(employer, first)
    await jury.registers(employer, second)
    await jury.begins()
    await jury.decides(first, "awarded")
    partial = await jury.decides(second, "partially_awarded", refused=second.codes[-1:])
    await jury.ends()
    await first.recalls(employer)
    until = {kept["until"] for kept in partial["retained"]}
    stage.printer.ending(
        f"Un CQP validé ; l'autre partiel, ses compétences acquises jusqu'au {', '.join(sorted(until))}."
    )


async def is_prepared(stage: Stage, employer: Person, company: Json) -> DossierInHand:
    """A dossier from its opening to its registration, each thing that may be missing having been missing."""
    dossier = await _opened(stage, employer, company, "Roux", "Sandrine")
    siren = company["siret"][:9]
    seen_before = await employer.tag_of(dossier.path)
    interview: Json = {
        "held_on": (await stage.today()).isoformat(),
        "technical_expert": {"name": "Paul Garnier", "employer_siren": siren},
        "interview_expert": {"name": "Lise Moreau", "kind": "employee"},
        "competences": [{"code": code, "mastered": rank < 2} for rank, code in enumerate(dossier.codes)],
    }
    await dossier.does(
        employer, "enregistre le repérage : deux compétences maîtrisées", "PUT", "/skills-identification", interview
    )
    await dossier.is_refused(
        employer,
        "enregistre encore, depuis un onglet resté ouvert",
        "PUT",
        "/skills-identification",
        interview,
        code="stale_version",
        if_match=seen_before,
    )
    await dossier.receives(
        employer, "dépose l'outil n° 1", "outil_1", "technical_expert", "interview_expert", "candidate"
    )
    await dossier.is_refused(
        employer,
        "prévoit de former aussi à une compétence déjà maîtrisée",
        "PUT",
        "/training-plan",
        await plan_of(stage, *dossier.codes),
        rules=("R26",),
    )
    plan = await plan_of(stage, *dossier.codes[2:])
    await dossier.does(
        employer, "enregistre le parcours : les seules compétences à acquérir", "PUT", "/training-plan", plan
    )
    await dossier.is_refused(
        employer,
        "voudrait terminer l'inscription : tout ce qui manque est dit d'un coup",
        "POST",
        "/registration",
        rules=("R21", "R29"),
    )
    evaluator = await evaluator_of(stage, CERTIFICATION)
    planned_on = await stage.today() + timedelta(days=30)
    await dossier.is_refused(
        employer,
        f"choisit {evaluator['name']} pour une évaluation en Bretagne (région 53)",
        "PUT",
        "/evaluator",
        choice_of(evaluator, planned_on, region="53"),
        rules=("R12",),
    )
    await is_entrusted(dossier, employer, CERTIFICATION, in_days=30)
    await _is_registered(dossier, employer)
    await dossier.asks_what_next(employer)
    return dossier


async def is_prepared_shortly(stage: Stage, employer: Person, company: Json) -> DossierInHand:
    """A second dossier, without the skills identification, which is only recommended (R23)."""
    stage.printer.scene("Une collègue suit le même parcours, sans repérage préalable.")
    dossier = await _opened(stage, employer, company, "Keller", "Sophie")
    plan = await plan_of(stage, *dossier.codes)
    await dossier.does(employer, "enregistre le parcours", "PUT", "/training-plan", plan)
    await is_entrusted(dossier, employer, CERTIFICATION, in_days=30)
    await _is_registered(dossier, employer)
    return dossier


async def is_assessed_with_care(dossier: DossierInHand, company: Json) -> None:
    """The evaluator's part: acceptance, invitation, results, and a completion that lacks something."""
    stage = dossier.stage
    evaluator = await stage.person("evaluator")
    record = assessed_on(await stage.today(), dossier.codes)
    await dossier.is_refused(
        evaluator,
        "voudrait saisir des résultats avant d'avoir accepté la mission",
        "PUT",
        "/assessment",
        record,
        code="step_not_open",
        rules=("D17",),
    )
    await accepts(dossier)
    professional = await invites(dossier, evaluator, "Paul Garnier", company["siret"][:9])
    day = await stage.let_days_pass(30, "Les compétences sont acquises, l'évaluation a lieu")
    record = assessed_on(day, dossier.codes)
    record["results"][0]["comment"] = ""
    await dossier.does(evaluator, "saisit les résultats de toutes les compétences", "PUT", "/assessment", record)
    await dossier.is_refused(
        evaluator, "voudrait terminer l'évaluation", "POST", "/assessment/completion", rules=("R70",)
    )
    record["results"][0]["comment"] = "Critères atteints, au poste et à l'entretien."
    await dossier.does(evaluator, "ajoute le commentaire qui manquait", "PUT", "/assessment", record)
    await dossier.receives(
        evaluator, "dépose l'outil n° 4, signé des trois", "outil_4", "evaluator", "trade_evaluator", "candidate"
    )
    await dossier.does(evaluator, "termine l'évaluation", "POST", "/assessment/completion")
    employer_asks = await JuryDay.planned(stage, in_days=40)
    await dossier.is_refused(
        await stage.person("secretariat"),
        "voudrait inscrire au jury sans les observations de l'évaluateur métier",
        "POST",
        "/jury-registration",
        employer_asks.asked,
        rules=("D2",),
    )
    await observes(dossier, professional)


async def is_assessed(dossier: DossierInHand, company: Json, not_acquired: tuple[str, ...]) -> None:
    """The same, told shortly; these competences are not acquired."""
    evaluator = await accepts(dossier)
    professional = await invites(dossier, evaluator, "Paul Garnier", company["siret"][:9])
    await assess(dossier, evaluator, professional, not_acquired)


async def _opened(stage: Stage, employer: Person, company: Json, birth_name: str, first_names: str) -> DossierInHand:
    employed = {"siret": company["siret"], "idcc": company["idcc"]}
    worked = experience("Aide-opératrice", "2024-09-02")
    declared: Json = {
        "pathway": "individualised_training",
        "certification_code": CERTIFICATION,
        "candidate": candidate(birth_name, first_names, "F", employed, worked),
        "training_scheme": "skills_development_plan",
        "training_body": {"siret": siret(), "name": "Formation Chimie Alpes", "networks": []},
    }
    return await DossierInHand.opened(stage, employer, f"ouvre le dossier de {first_names} {birth_name}", declared)


async def _is_registered(dossier: DossierInHand, employer: Person) -> None:
    await dossier.receives(employer, "dépose l'outil n° 6, signé de la candidate", "outil_6", "candidate")
    await dossier.does(employer, "termine l'inscription", "POST", "/registration")
    await dossier.stands_at("awaiting_assessment")
