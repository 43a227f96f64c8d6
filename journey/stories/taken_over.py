"""A dossier begun in the former system, with what its candidate had obtained there, and finished here (D77)."""

import json
from collections.abc import Mapping
from datetime import timedelta
from secrets import token_hex

from journey.actors import Json, Person, StoryBrokenError
from journey.assessed import CERTIFICATION
from journey.dossier import DossierInHand, competences_of
from journey.fictitious_data import CHEMICAL_COMPANY, candidate, experience
from journey.jury_day import JuryDay
from journey.stage import Stage

_BECAUSE = "Pièce reçue avec la reprise de l'ancien système"
_BRIEFING = {
    "candidate_informed": True,
    "professional_informed": True,
    "guide_delivered": True,
    "outil_3_delivered": True,
    "branch_documents_used": True,
}


async def tell(stage: Stage) -> None:
    """From the files of the former system to the certificate."""
    stage.printer.title(
        "La reprise d'e-certif — ce qui y a été décidé compte, ce qui y a commencé se finit ici",
        "Le secrétariat reprend un registre, des acquis et un dossier en cours ; personne n'est averti du passé.",
    )
    secretariat, employer = await stage.person("secretariat"), await stage.person("employer")
    codes = await competences_of(employer, CERTIFICATION)
    source = f"e-certif {token_hex(4)}"
    files, person = await _files(stage, codes)
    mails = len((await secretariat.get("/v1/mails?limit=100"))["items"])
    stage.printer.step(secretariat.capacity, secretariat.name, "fait d'abord contrôler les fichiers")
    checked = await _sent(secretariat, source, files, dry_run=True)
    stage.printer.outcome(_counted(checked))
    stage.printer.step(secretariat.capacity, secretariat.name, "reprend le registre, les acquis et le dossier")
    applied = await _sent(secretariat, source, files)
    stage.printer.outcome(_counted(applied))
    again = await _sent(secretariat, source, files)
    stage.printer.outcome(f"Une seconde fois : {_counted(again)}")
    if len((await secretariat.get("/v1/mails?limit=100"))["items"]) != mails:
        raise StoryBrokenError("Personne ne devait être averti de la reprise.")

    ids = {row["kind"]: row["id"] for row in applied["rows"]}
    await _shows_the_former_certificate(stage, secretariat, files, person)
    dossier = DossierInHand(stage=stage, path=f"/v1/dossiers/{ids['dossiers']}", codes=codes)
    shown = await dossier.now()
    stage.printer.status(shown)
    await dossier.stands_at("awaiting_jury")
    stage.printer.outcome(f"Repris de {shown['origin']['source']}, « {shown['origin']['source_id']} ».")

    jury = await JuryDay.planned(stage, in_days=30)
    await dossier.is_refused(
        employer, "voudrait l'inscrire sans ses pièces", "POST", "/jury-registration", jury.asked, rules=("R60",)
    )
    for kind, signed_by in (("outil_6", ("candidate",)), ("outil_4", ("candidate", "evaluator", "trade_evaluator"))):
        stage.printer.step(secretariat.capacity, secretariat.name, f"dépose {kind}, signé")
        (await secretariat.upload(dossier.path, kind, signed_by, reason=_BECAUSE)).accepted()
    await jury.registers(employer, dossier)
    await jury.begins()
    await jury.decides(dossier, "awarded")
    await jury.ends()
    (issued,) = (await dossier.now())["certificates"]
    stage.printer.ending(f"Commencé ailleurs, fini ici : parchemin {issued['number']}.")


async def _files(stage: Stage, codes: tuple[str, ...]) -> tuple[Mapping[str, Json], Json]:
    """One row of each: an award long ago, two competences kept, and a dossier that was assessed."""
    today = await stage.today()

    def ago(days: int) -> str:
        return (today - timedelta(days=days)).isoformat()

    worked = experience("Cariste", "2015-03-06")
    declared = candidate(f"Vasseur-{token_hex(3).translate(_LETTERS)}", "Hélène", "F", CHEMICAL_COMPANY, worked)
    holder = {name: declared[name] for name in ("birth_name", "first_names", "birth_date", "birth_place", "sex")}
    siret = CHEMICAL_COMPANY["siret"]
    certificate: Json = {
        "source_id": "PAR-1",
        "number": f"CQP 2016/{token_hex(4)}",
        "certification_code": "cqp-operateur-maintenance",
        "holder": holder,
        "awarded_on": "2016-06-07",
        "issued_on": "2016-06-27",
        "outcome": "awarded",
        "company_siret": siret,
    }
    partial: Json = {
        "source_id": "ACQ-1",
        "holder": holder,
        "certification_code": CERTIFICATION,
        "competences": list(codes[:2]),
        "jury_on": ago(500),
        "pathway": "individualised_training",
        "company_siret": siret,
    }
    running: Json = {
        "source_id": "DOS-1",
        "requested_on": ago(120),
        "company_siret": siret,
        "pathway": "individualised_training",
        "certification_code": CERTIFICATION,
        "training_scheme": "skills_development_plan",
        "candidate": declared,
        "training_plan": {
            "competences": list(codes[2:]),
            "actions": [{"label": "Accompagnement au poste", "kind": "tutorat", "hours": 70}],
            "starts_on": ago(110),
            "ends_on": ago(40),
        },
        "evaluator": {
            "email": "evaluator@sandbox.example",
            "region": "84",
            "planned_on": ago(20),
            "chosen_on": ago(100),
            "accepted_on": ago(95),
        },
        "registered_on": ago(98),
        "assessment": {
            "held_on": [ago(20)],
            "observed_on": [ago(20)],
            "briefing": _BRIEFING,
            "concertation_held_on": ago(20),
            "place": {"postal_code": "69007", "city": "Lyon"},
            "results": [{"competence_code": code, "acquired": True, "comment": "Acquis."} for code in codes[2:]],
            "candidate_observations": "Satisfaite.",
            "evaluator_observations": "Rien à signaler.",
        },
        "trade_evaluator": {
            "name": "Anne Besson",
            "email": "anne.besson@exemple.example",
            "employer_siren": siret[:9],
            "position": "Chef d'équipe",
            "invited_on": ago(19),
            "observations": "Travail sûr.",
            "observed_on": ago(18),
        },
        "assessment_completed_on": ago(17),
    }
    return {"certificates": certificate, "partial_results": partial, "dossiers": running}, holder


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


async def _sent(secretariat: Person, source: str, files: Mapping[str, Json], *, dry_run: bool = False) -> Json:
    parts = {kind: (f"{kind}.ndjson", json.dumps(row, ensure_ascii=False).encode()) for kind, row in files.items()}
    path = f"/v1/takeovers?dry_run={str(dry_run).lower()}"
    return (await secretariat.sends_files(path, {"source": source}, parts)).accepted()


def _counted(report: Json) -> str:
    told = [
        f"{file['kind_label']} : "
        + ", ".join(f"{count} {result}" for result, count in report["counts"][file["kind"]].items() if count)
        for file in report["files"]
    ]
    return f"{' ; '.join(told)}."


async def _shows_the_former_certificate(
    stage: Stage, secretariat: Person, files: Mapping[str, Json], person: Json
) -> None:
    """Anybody verifies it by its number and its holder's birth date."""
    number = "-".join(files["certificates"]["number"].replace("/", " ").split())
    path = f"/v1/certificates/{number}/verification?code={person['birth_date']}"
    stage.printer.step("Un recruteur", "N'importe qui", "vérifie le parchemin de 2016 par la date de naissance")
    verified = await secretariat.get(path)
    if not verified["former_register"]:
        raise StoryBrokenError("Ce parchemin devait être de l'ancien registre.")
    stage.printer.outcome(f"{verified['state_label']}, {verified['number']}, repris de l'ancien registre.")
