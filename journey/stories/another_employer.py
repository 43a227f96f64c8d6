"""A candidate who changes company on the way, and a company that another absorbs (D64)."""

from journey.actors import Json, Person, StoryBrokenError
from journey.assessed import under_assessment
from journey.assessing import assess
from journey.dossier import DossierInHand
from journey.fictitious_data import candidate, experience
from journey.mailbox import Mailbox
from journey.signing_up import signs_in_again, signs_up
from journey.stage import Stage
from journey.training import opens

_CONTRACT = "Contrat de travail signé avec une autre entreprise"
_MERGER = "Fusion-absorption publiée au BODACC"
_CERTIFICATION = "cqp-agent-logistique"


async def tell(stage: Stage) -> None:
    """From the day on which a candidate leaves to the one on which a company is no more."""
    stage.printer.title(
        "Une autre entreprise — le dossier suit",
        "Une salariée change d'employeur avant son évaluation ; ailleurs, une entreprise en absorbe une autre.",
    )
    await _changes_employer(stage)
    await _is_absorbed(stage)
    stage.printer.ending("Rien n'est recommencé : documents, résultats et comptes ont suivi.")


async def _changes_employer(stage: Stage) -> None:
    dossier, evaluator, professional = await under_assessment(stage, "Peyrard", "Sonia")
    employer, secretariat = await stage.person("employer"), await stage.person("secretariat")
    elsewhere = await stage.person("employer-other")
    today = (await stage.today()).isoformat()
    moved: Json = {"on": today, "company_id": await _company_of(elsewhere), "goes_on": True, "reason": _CONTRACT}
    await dossier.is_refused(
        employer, "voudrait confier le dossier lui-même", "POST", "/employer-changes", moved, code="forbidden"
    )
    stays: Json = {**moved, "company_id": await _company_of(employer)}
    await dossier.is_refused(
        secretariat,
        "se trompe d'entreprise",
        "POST",
        "/employer-changes",
        stays,
        code="validation_failed",
        rules=("D64",),
    )
    await dossier.does(
        secretariat, "note le jour, la nouvelle entreprise et le motif", "POST", "/employer-changes", moved
    )
    await _are_told(stage, dossier)
    await _each_reads_their_own(dossier, employer, elsewhere)
    await assess(dossier, evaluator, professional, ())
    await dossier.stands_at("awaiting_jury")


async def _are_told(stage: Stage, dossier: DossierInHand) -> None:
    now = await dossier.now()
    for who, mailbox, template, about in (
        ("l'ancien employeur", "employer@sandbox.example", "dossier_left", now["number"]),
        ("le nouveau", "employer-other@sandbox.example", "dossier_joined", now["number"]),
        ("l'évaluatrice", "evaluator@sandbox.example", "employer_changed", now["number"]),
        ("la candidate", now["candidate"]["email"], "candidate_employer_changed", ""),
    ):
        mail = await Mailbox(stage.http, mailbox).last(template, about)
        stage.printer.scene(f"Courriel à {who} : « {mail['subject']} »")


async def _each_reads_their_own(dossier: DossierInHand, former: Person, successor: Person) -> None:
    seen, taken_over = await former.get(dossier.path), await successor.get(dossier.path)
    if seen["left_on"] is None or taken_over["left_on"] is not None:
        raise StoryBrokenError(
            "L'ancien employeur devait lire le dossier tel qu'il l'a quitté, le nouveau tel qu'il est."
        )
    dossier.stage.printer.scene(
        f"{former.name} lit le dossier tel qu'il était le {seen['left_on']} ; {successor.name} le suit désormais."
    )
    await dossier.is_refused(
        former, "voudrait encore le retirer", "POST", "/withdrawal", {"reason": "Départ"}, code="forbidden"
    )


async def _is_absorbed(stage: Stage) -> None:
    """Two companies of this story alone: the sandbox's own stay what they are."""
    quietly = stage.aside()
    absorbed, former = await signs_up(quietly, "Résines de l'Ain", "Hélène Michaud")
    absorbing, successor = await signs_up(quietly, "Polymères du Léman", "Bruno Favre")
    secretariat = await stage.person("secretariat")
    who = candidate(
        "Girod", "Paul", "M", {"siret": former["siret"], "idcc": "0044"}, experience("Cariste", "2023-03-06")
    )
    dossier = await opens(quietly, absorbed, _CERTIFICATION, who)
    dossier = DossierInHand(stage=stage, path=dossier.path, codes=dossier.codes)
    stage.printer.scene(f"{former['name']} a ouvert le dossier de Paul Girod ; {successor['name']} l'absorbe.")
    path = f"/v1/companies/{former['id']}/succession"
    taken: Json = {"successor_id": successor["id"], "on": (await stage.today()).isoformat(), "reason": _MERGER}
    itself: Json = {**taken, "successor_id": former["id"]}
    await stage.is_refused(
        secretariat, "se trompe de ligne", "POST", path, json=itself, code="validation_failed", rules=("D64",)
    )
    await stage.does(secretariat, "enregistre la succession", "POST", path, json=taken)
    await stage.is_refused(secretariat, "l'enregistre encore", "POST", path, json=taken, code="already_done")
    await dossier.is_refused(absorbed, "présente son ancien jeton", "GET", "", code="unauthenticated")
    await signs_in_again(absorbed, former)
    for person in (absorbed, absorbing):
        seen = await person.get(dossier.path)
        if seen["company"]["siret"] != successor["siret"]:
            raise StoryBrokenError(f"{person.name} devait voir le dossier sous {successor['name']}.")
    stage.printer.scene("Sessions prolongées : les deux employeurs suivent le dossier sous la même entreprise.")


async def _company_of(employer: Person) -> str:
    company: str = (await employer.get("/v1/me"))["company_id"]
    return company
