"""A dossier begun in the former system, with what its candidate had obtained there, and finished here (D77)."""

import json
from collections.abc import Mapping
from dataclasses import replace
from secrets import token_hex

from journey.actors import Json, Person, StoryBrokenError
from journey.after_the_jury import answers_the_survey, is_accepted_by_the_passport, is_believed_by_a_program
from journey.assessed import CERTIFICATION
from journey.assessing import assess, invites
from journey.dossier import DossierInHand, competences_of
from journey.fictitious_data import CHEMICAL_COMPANY
from journey.former_system import DAYS_TO_THE_ASSESSMENT, FIRST_NAME, rows_of
from journey.jury_day import JuryDay
from journey.mailbox import Mailbox
from journey.stage import Stage

_EMPLOYER = "employer@sandbox.example"
_BECAUSE = "Pièce reçue avec la reprise de l'ancien système"


async def tell(stage: Stage) -> None:
    """From the files of the former system to the certificate, and what comes of it."""
    stage.printer.title(
        "La reprise d'e-certif — ce qui y a été décidé compte, ce qui y a commencé se finit ici",
        "Le secrétariat reprend un registre, des acquis et un dossier en cours ; personne n'est averti du passé.",
    )
    secretariat, employer = await stage.person("secretariat"), await stage.person("employer")
    codes = await competences_of(employer, CERTIFICATION)
    files = rows_of(await stage.today(), codes)
    applied = await _taken_over(stage, secretariat, files)
    await _shows_the_former_certificate(stage, secretariat, files)
    dossier = await _found_as_it_was(stage, applied, codes)
    await _is_assessed(stage, dossier)
    await _goes_before_the_jury(stage, dossier)

    awarded = await employer.get(dossier.path)
    (issued,) = awarded["certificates"]
    certificate = await employer.get(f"/v1/certificates/{issued['number']}")
    address, name = awarded["candidate"]["email"], f"{FIRST_NAME} {awarded['candidate']['birth_name']}"
    holder = Person(http=stage.http, name=name, capacity="La titulaire, par son lien")
    await is_accepted_by_the_passport(stage, certificate, FIRST_NAME)
    await is_believed_by_a_program(stage, dossier.path, holder, address)
    await answers_the_survey(stage, certificate, holder, address)
    stage.printer.ending(
        f"Commencé ailleurs, fini ici : le parchemin {issued['number']} est au passeport, se montre, et l'on sait ce "
        "que devient sa titulaire."
    )


async def _taken_over(stage: Stage, secretariat: Person, files: Mapping[str, Json]) -> Json:
    """Checked, taken over, taken over again: the report of the first time. Nobody is written to."""
    source = f"e-certif {token_hex(4)}"
    stage.printer.step(secretariat.capacity, secretariat.name, "fait d'abord contrôler les fichiers")
    checked = await _sent(secretariat, source, files, dry_run=True)
    stage.printer.outcome(_counted(checked))
    stage.printer.step(secretariat.capacity, secretariat.name, "reprend le registre, les acquis et le dossier")
    applied = await _sent(secretariat, source, files)
    stage.printer.outcome(_counted(applied))
    again = await _sent(secretariat, source, files)
    stage.printer.outcome(f"Une seconde fois : {_counted(again)}")
    await _is_written_to_nobody(stage, files)
    return applied


async def _is_written_to_nobody(stage: Stage, files: Mapping[str, Json]) -> None:
    """The candidate, whose address is nobody else's, has no mail, and the employer has none that names them."""
    candidate = files["dossiers"]["candidate"]
    about = [mail for mail in await Mailbox(stage.http, _EMPLOYER).all() if candidate["birth_name"] in json.dumps(mail)]
    if about or await Mailbox(stage.http, candidate["email"]).all():
        raise StoryBrokenError("Personne ne devait être averti de la reprise.")


async def _found_as_it_was(stage: Stage, applied: Json, codes: tuple[str, ...]) -> DossierInHand:
    """The dossier that was running, at the step that it had reached."""
    (taken_over,) = [row["id"] for row in applied["rows"] if row["kind"] == "dossiers"]
    dossier = DossierInHand(stage=stage, path=f"/v1/dossiers/{taken_over}", codes=codes)
    shown = await dossier.now()
    stage.printer.status(shown)
    await dossier.stands_at("awaiting_assessment")
    stage.printer.outcome(f"Repris de {shown['origin']['source']}, « {shown['origin']['source_id']} ».")
    return dossier


async def _is_assessed(stage: Stage, dossier: DossierInHand) -> None:
    """On the day that was planned there, by the evaluator who had accepted there: all but what was obtained there."""
    evaluator = await stage.person("evaluator")
    (task, *_) = [each for each in (await evaluator.get("/v1/tasks"))["items"] if each["href"].startswith(dossier.path)]
    stage.printer.outcome(f"Dans la liste de l'évaluatrice : {task['label']}, pour le {task['due_on']}.")
    await stage.let_days_pass(DAYS_TO_THE_ASSESSMENT, "Le jour prévu avec l'ancien système est là")
    professional = await invites(dossier, evaluator, "Anne Besson", CHEMICAL_COMPANY["siret"][:9])
    told = (await evaluator.get(f"{dossier.path}/assessment"))["exemptions"]
    exempted = [each["competence_code"] for each in told]
    stage.printer.outcome(f"Déjà acquises dans l'ancien système, et non réévaluées : {', '.join(exempted)}.")
    asked = tuple(code for code in dossier.codes if code not in exempted)
    await assess(replace(dossier, codes=asked), evaluator, professional)


async def _goes_before_the_jury(stage: Stage, dossier: DossierInHand) -> None:
    """The paper that it lacks comes, and the jury decides."""
    secretariat, employer = await stage.person("secretariat"), await stage.person("employer")
    jury = await JuryDay.planned(stage, in_days=30)
    await dossier.is_refused(
        employer, "voudrait l'inscrire sans ses pièces", "POST", "/jury-registration", jury.asked, rules=("R60",)
    )
    await dossier.receives(secretariat, "dépose l'outil n° 6, signé", "outil_6", "candidate", reason=_BECAUSE)
    await jury.registers(employer, dossier)
    await jury.begins()
    await jury.decides(dossier, "awarded")
    await jury.ends()


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


async def _shows_the_former_certificate(stage: Stage, secretariat: Person, files: Mapping[str, Json]) -> None:
    """Anybody verifies it by its number and its holder's birth date."""
    printed = files["certificates"]
    number = "-".join(printed["number"].replace("/", " ").split())
    path = f"/v1/certificates/{number}/verification?code={printed['holder']['birth_date']}"
    stage.printer.step("Un recruteur", "N'importe qui", "vérifie le parchemin de 2016 par la date de naissance")
    verified = await secretariat.get(path)
    if not verified["former_register"]:
        raise StoryBrokenError("Ce parchemin devait être de l'ancien registre.")
    stage.printer.outcome(f"{verified['state_label']}, {verified['number']}, repris de l'ancien registre.")
