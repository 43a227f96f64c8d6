"""An evaluator falls ill after half of the results: another one takes over, and nothing of it is lost (D63)."""

from journey.actors import Json, Person, StoryBrokenError
from journey.assessed import CERTIFICATION, under_assessment
from journey.assessing import REGION, assessed_on, choice_of, evaluator_of, invites, observes
from journey.dossier import DossierInHand
from journey.fictitious_data import CHEMICAL_COMPANY, address
from journey.invited import joins
from journey.mailbox import Mailbox
from journey.stage import Stage

_SIREN = CHEMICAL_COMPANY["siret"][:9]
_ELSEWHERE = "11"
_ILL = "Malade entre deux séances : arrêt de travail du 12"


async def tell(stage: Stage) -> None:
    """From the first sitting to the file that the other evaluator hands in."""
    stage.printer.title(
        "L'évaluatrice malade — une autre prend la suite",
        "La moitié des résultats est saisie, et la seconde séance n'aura pas lieu avec elle.",
    )
    dossier, evaluator, professional = await under_assessment(stage, "Vallet", "Nina")
    half = await _assesses_half(dossier, evaluator)
    successor, other = await _is_authorised(stage)
    await _is_replaced(dossier, other["id"])
    await _sees_nothing_any_more(dossier, evaluator, professional)
    await _is_told(dossier, evaluator)
    await _reads_who_found_what(dossier, half, evaluator)
    await _takes_over(dossier, successor, half)
    await _reads_that_each_keeps_their_own(dossier, half, evaluator, successor)
    stage.printer.ending("Chaque résultat garde son auteur et son jour ; le dossier attend le jury.")


async def _assesses_half(dossier: DossierInHand, evaluator: Person) -> tuple[str, ...]:
    half = dossier.codes[: len(dossier.codes) // 2]
    record = assessed_on(await dossier.stage.today(), half)
    what = f"saisit les résultats de la première séance : {len(half)} compétences sur {len(dossier.codes)}"
    await dossier.does(evaluator, what, "PUT", "/assessment", record)
    return half


async def _is_authorised(stage: Stage) -> tuple[Person, Json]:
    """Somebody else of the region, whom the CPNE authorises; with their account, and their entry in the directory."""
    secretariat, name = await stage.person("secretariat"), "Odile Marchand"
    entry: Json = {"name": name, "email": address("evaluatrice"), "published_contact": "04 00 00 00 00"}
    what = f"inscrit {name} à l'annuaire des évaluateurs"
    other = await stage.does(secretariat, what, "POST", "/v1/evaluators", json=entry)
    since = (await stage.today()).replace(month=1, day=1).isoformat()
    granted: Json = {"authorisations": [{"certification_code": CERTIFICATION, "region": REGION, "from": since}]}
    path = f"/v1/evaluators/{other['id']}/authorisations"
    await stage.does(secretariat, f"l'habilite en région {REGION}", "PUT", path, json=granted)
    what = f"invite {name} à ouvrir son compte"
    person = await joins(stage, name, "evaluator", "La seconde évaluatrice", what, evaluator_id=other["id"])
    return person, other


async def _is_replaced(dossier: DossierInHand, other: str) -> None:
    """By the secretariat alone, for a reason, and by somebody authorised where the assessment takes place."""
    stage, path = dossier.stage, "/evaluator/replacement"
    employer, secretariat = await stage.person("employer"), await stage.person("secretariat")
    choice = choice_of({"id": other}, await stage.today())
    await dossier.is_refused(
        employer, "voudrait choisir une autre évaluatrice", "PUT", "/evaluator", choice, code="already_done"
    )
    far = choice_of(await evaluator_of(stage, CERTIFICATION, _ELSEWHERE), await stage.today(), REGION)
    await dossier.is_refused(
        secretariat,
        "voudrait confier la suite à quelqu'un qui n'est habilité qu'ailleurs",
        "POST",
        path,
        {**far, "reason": _ILL},
        rules=("R12",),
    )
    await dossier.is_refused(
        secretariat, "remplace l'évaluatrice sans dire pourquoi", "POST", path, choice, code="validation_failed"
    )
    await dossier.does(secretariat, "la remplace, avec le motif", "POST", path, {**choice, "reason": _ILL})


async def _sees_nothing_any_more(dossier: DossierInHand, evaluator: Person, professional: Person) -> None:
    """Who assessed so far, and whom they had invited, are out at once."""
    record = assessed_on(await dossier.stage.today(), dossier.codes)
    await dossier.is_refused(evaluator, "voudrait relire le dossier", "GET", "", code="not_found")
    await dossier.is_refused(
        evaluator, "voudrait encore saisir un résultat", "PUT", "/assessment", record, code="not_found", if_match="*"
    )
    await dossier.is_refused(
        professional, "suit le lien que l'évaluatrice lui avait envoyé", "GET", "", code="unauthenticated"
    )


async def _is_told(dossier: DossierInHand, evaluator: Person) -> None:
    stage, now = dossier.stage, await dossier.now()
    for who, mailbox, template, about in (
        (evaluator.name, "evaluator@sandbox.example", "evaluator_replaced", now["number"]),
        ("l'employeur", "employer@sandbox.example", "assessment_taken_over", now["number"]),
        ("la candidate", now["candidate"]["email"], "candidate_evaluator_replaced", ""),
    ):
        mail = await Mailbox(stage.http, mailbox).last(template, about)
        stage.printer.scene(f"Courriel à {who} : « {mail['subject']} »")


async def _reads_who_found_what(dossier: DossierInHand, half: tuple[str, ...], evaluator: Person) -> None:
    found = await _results(dossier)
    if {code: (each["author"]["name"], each["confirmed"]) for code, each in found.items()} != dict.fromkeys(
        half, (evaluator.name, False)
    ):
        raise StoryBrokenError(f"Les résultats devaient rester à {evaluator.name}, non confirmés : {found}")


async def _takes_over(dossier: DossierInHand, successor: Person, half: tuple[str, ...]) -> None:
    """What is not sent is not confirmed; briefing, concertation, guide and invitation are given again."""
    stage = dossier.stage
    willing: Json = {"independent": True, "conflicts": []}
    await dossier.does(successor, "accepte et déclare son indépendance", "POST", "/evaluator/acceptance", willing)
    professional = await invites(dossier, successor, "Anne Besson", _SIREN)
    day = await stage.let_days_pass(4, "La seconde séance a lieu")
    rest = [code for code in dossier.codes if code not in half]
    await dossier.does(successor, "saisit les résultats qui manquaient", "PUT", "/assessment", assessed_on(day, rest))
    await dossier.is_refused(
        successor,
        "voudrait terminer sans avoir repris les autres",
        "POST",
        "/assessment/completion",
        rules=("D63", "R70"),
    )
    whole = assessed_on(day, dossier.codes)
    await dossier.does(successor, "reprend à son compte ceux de la première séance", "PUT", "/assessment", whole)
    signed = ("evaluator", "trade_evaluator", "candidate")
    await dossier.receives(successor, "dépose l'outil n° 4, signé de nouveau", "outil_4", *signed)
    await observes(dossier, professional)
    await dossier.does(successor, "termine l'évaluation", "POST", "/assessment/completion")
    await dossier.stands_at("awaiting_jury")


async def _reads_that_each_keeps_their_own(
    dossier: DossierInHand, half: tuple[str, ...], evaluator: Person, successor: Person
) -> None:
    found = {code: (each["author"]["name"], each["confirmed"]) for code, each in (await _results(dossier)).items()}
    authors = {code: evaluator.name if code in half else successor.name for code in dossier.codes}
    if found != {code: (name, True) for code, name in authors.items()}:
        raise StoryBrokenError(f"Chaque résultat devait garder son auteur, et être confirmé : {found}")


async def _results(dossier: DossierInHand) -> dict[str, Json]:
    """Each result with who found it, on which day."""
    secretariat, printer = await dossier.stage.person("secretariat"), dossier.stage.printer
    printer.step(secretariat.capacity, secretariat.name, "lit qui a évalué quoi, et quand")
    results = (await secretariat.get(f"{dossier.path}/assessment"))["results"]
    for each in results:
        beside = "" if each["confirmed"] else " — à confirmer"
        printer.outcome(f"{each['competence_code']} : {each['author']['name']}, le {each['recorded_on']}{beside}")
    return {each["competence_code"]: each for each in results}
