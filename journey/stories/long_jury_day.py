"""A day of the jury with twenty-five dossiers, a late member and a chair who leaves at noon (D54, D55)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Self

from journey.actors import Json, Person, StoryBrokenError
from journey.assessed import assessed
from journey.dossier import DossierInHand
from journey.invited import joins_the_jury
from journey.jury_day import JuryDay
from journey.stage import Stage

_DISCUSSED = (
    ("Aubin", "Solène"),
    ("Berger", "Malo"),
    ("Cordier", "Yasmine"),
    ("Dumas", "Gaspard"),
    ("Étienne", "Nolwenn"),
    ("Faivre", "Idriss"),
)
_TOGETHER = (
    ("Gauthier", "Léonie"),
    ("Hamel", "Tom"),
    ("Imbert", "Anaïs"),
    ("Jacquet", "Sacha"),
    ("Klein", "Mathilde"),
    ("Lacroix", "Eliott"),
    ("Mallet", "Salomé"),
    ("Noël", "Maxence"),
    ("Olivier", "Romane"),
    ("Pasquier", "Aaron"),
    ("Quentin", "Lison"),
    ("Rémy", "Basile"),
    ("Sabatier", "Ambre"),
    ("Tessier", "Ugo"),
    ("Urbain", "Capucine"),
    ("Vasseur", "Noé"),
    ("Wagner", "Joséphine"),
    ("Xavier", "Martin"),
    ("Yver", "Céleste"),
)
_ONE_A_SIDE = {college: {"for": 1, "against": 0, "abstained": 0} for college in ("employees", "employers")}
_TWO_A_SIDE = {college: {"for": 2, "against": 0, "abstained": 0} for college in ("employees", "employers")}
_TIE = {**_TWO_A_SIDE, "employers": {"for": 0, "against": 2, "abstained": 0}}
_HOURS = ("user_id", "from", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """The session, its four members, and the days around it."""

    jury: JuryDay
    next_one: JuryDay
    chair: Person
    relay: Person
    relay_id: str
    late: Person
    late_id: str

    @property
    def stage(self) -> Stage:
        """Where it is told."""
        return self.jury.stage

    @property
    def held_on(self) -> date:
        """The day of the session."""
        return self.jury.held_on

    @classmethod
    async def planned(cls, stage: Stage) -> Self:
        """Two members a side; a second session takes what this one puts off."""
        employee, late = await joins_the_jury(stage, "Nour Benali", "employees", organisation="CFDT Chimie Énergie")
        employer, relay = await joins_the_jury(stage, "Hélène Aubert", "employers", organisation="France Chimie")
        return cls(
            jury=await JuryDay.planned(stage, 30, employee, employer),
            next_one=await JuryDay.planned(stage, 60, employee, employer),
            chair=await stage.person("jury"),
            relay=relay,
            relay_id=employer["user_id"],
            late=late,
            late_id=employee["user_id"],
        )

    async def votes(
        self, person: Person, what: str, dossier: DossierInHand, votes: Json, expected: str, **told: object
    ) -> None:
        """A decision on one dossier."""
        motion: Json = {"dossier_id": (await dossier.now())["id"], "votes": votes, **told}
        path = f"{self.jury.path}/deliberations"
        decided = await self.stage.does(person, what, "POST", path, json=motion, result="{outcome_label}.")
        self.stage.printer.status(await dossier.now())
        if decided["outcome"] != expected:
            raise StoryBrokenError(f"Le jury devait décider « {expected} », et a décidé « {decided['outcome']} ».")

    async def may_not_vote(
        self, person: Person, what: str, dossier: DossierInHand, votes: Json, *rules: str, **told: object
    ) -> None:
        """A decision on one dossier, refused."""
        motion: Json = {"dossier_id": (await dossier.now())["id"], "votes": votes, **told}
        path = f"{self.jury.path}/deliberations"
        await self.stage.is_refused(person, what, "POST", path, json=motion, rules=rules)


async def tell(stage: Stage) -> None:
    """From the opening that was taken back to the minutes that another chair countersigns."""
    stage.printer.title(
        "Une journée de jury — une opposition de voix, une retardataire, une présidente qui s'en va",
        "Vingt-cinq dossiers, quatre membres de deux collèges, du matin à la clôture.",
    )
    lacking, lacking_all = ("Berger", "Faivre"), ("Étienne",)
    dossiers = await assessed(stage, *_DISCUSSED, *_TOGETHER, lacking=lacking, lacking_all=lacking_all)
    day = await _Day.planned(stage)
    await _are_registered(day, dossiers)
    first, late, tied, hers, none, after_noon, *together = dossiers
    await _is_opened(day, first)
    await _a_member_arrives(day, late)
    await _voices_are_divided(day, tied)
    await _the_chair_stands_back(day, hers)
    await _are_decided_together(day, together)
    await _the_chair_leaves(day, none, after_noon)
    await _is_closed(day, first, len(dossiers))
    await _are_printed(day, (first, late, none))
    stage.printer.ending("Vingt-quatre décisions, un dossier remis, et un procès-verbal qui dit qui était là quand.")


async def _are_registered(day: _Day, dossiers: Sequence[DossierInHand]) -> None:
    employer, aside = await day.stage.person("employer"), day.stage.aside()
    for dossier in dossiers:
        await day.jury.registers(employer, replace(dossier, stage=aside))
    day.stage.printer.scene(f"{len(dossiers)} dossiers sont inscrits à l'ordre du jour.")


async def _is_opened(day: _Day, first: DossierInHand) -> None:
    """Not before its day; by mistake, and taken back; then with those who are there."""
    stage, secretariat = day.stage, await day.stage.person("secretariat")
    path = f"{day.jury.path}/opening"
    there: Json = {"present": [each for each in day.jury.members if each != day.late_id], "chair": day.jury.chair}
    await stage.wait_for(day.held_on - timedelta(days=1), time(17), "le secrétariat prépare la salle")
    await stage.is_refused(
        secretariat,
        "voudrait ouvrir la séance la veille",
        "POST",
        path,
        json=there,
        code="step_not_open",
        rules=("D54",),
    )
    await stage.wait_for(day.held_on, time(8, 30), "les membres n'arrivent qu'à neuf heures")
    await stage.does(secretariat, "ouvre la séance trop tôt", "POST", path, json=there)
    await stage.is_refused(day.chair, "voudrait revenir sur l'ouverture", "DELETE", path, code="forbidden")
    await stage.does(secretariat, "revient sur l'ouverture", "DELETE", path, result="{state_label}.")
    await stage.wait_for(day.held_on, time(9), f"trois membres sur quatre sont là, {day.late.name} est dans le train")
    await stage.does(secretariat, "ouvre la séance", "POST", path, json=there, result="{state_label}.")
    await day.may_not_vote(day.chair, "met aux voix, deux votants par collège", first, _TWO_A_SIDE, "D31")
    await day.votes(day.chair, "met aux voix, un votant par collège", first, _ONE_A_SIDE, "awarded")
    await stage.is_refused(secretariat, "voudrait encore revenir sur l'ouverture", "DELETE", path, rules=("D54",))


async def _a_member_arrives(day: _Day, dossier: DossierInHand) -> None:
    arrived = await day.stage.wait_for(day.held_on, time(9, 45), f"{day.late.name} arrive")
    members = [*await _hours(day), {"user_id": day.late_id, "from": arrived}]
    what = f"note l'arrivée de {day.late.name}"
    await day.stage.does(day.chair, what, "PUT", f"{day.jury.path}/attendance", json={"members": members})
    await day.votes(day.chair, "met aux voix, deux votants par collège", dossier, _TWO_A_SIDE, "partially_awarded")


async def _voices_are_divided(day: _Day, dossier: DossierInHand) -> None:
    """Two for, two against: no decision, and the next session takes the dossier with its reason and its votes."""
    await day.may_not_vote(day.chair, "met aux voix : deux pour, deux contre", dossier, _TIE, "D31")
    path, put_off = "/jury-registration/postponement", {**day.next_one.asked, "votes": _TIE}
    await dossier.is_refused(
        day.chair, "le remet sans dire pourquoi", "POST", path, put_off, code="validation_failed", rules=("D54",)
    )
    reason = "Voix partagées : le jury demande à entendre l'évaluatrice"
    what = "le remet à la séance suivante, avec le motif et les voix"
    await dossier.does(day.chair, what, "POST", path, {**put_off, "reason": reason})


async def _the_chair_stands_back(day: _Day, dossier: DossierInHand) -> None:
    """She trained the candidate: another member presides, and records it."""
    recused = {"recused": [day.jury.chair]}
    await day.may_not_vote(
        day.chair, "se récuse, et voudrait présider quand même", dossier, _ONE_A_SIDE, "D55", **recused
    )
    what = "préside à sa place, et met aux voix"
    await day.votes(day.relay, what, dossier, _ONE_A_SIDE, "awarded", **recused, presided_by=day.relay_id)


async def _are_decided_together(day: _Day, dossiers: Sequence[DossierInHand]) -> None:
    await day.stage.wait_for(day.held_on, time(11, 40), f"restent {len(dossiers)} dossiers sans débat")
    motion: Json = {"dossier_ids": [(await each.now())["id"] for each in dossiers], "votes": _TWO_A_SIDE}
    path = f"{day.jury.path}/bulk-deliberations"
    what = f"met aux voix {len(dossiers)} dossiers ensemble"
    await day.stage.does(day.chair, what, "POST", path, json=motion)
    for dossier in dossiers:
        await dossier.stands_at("awarded")


async def _the_chair_leaves(day: _Day, none: DossierInHand, other: DossierInHand) -> None:
    """Who is absent decides nothing; the chair is handed over, with the hour and the reason."""
    stage, secretariat = day.stage, await day.stage.person("secretariat")
    noon = await stage.wait_for(day.held_on, time(12), f"{day.chair.name} est appelée, et quitte la séance")
    left = [{**each, "until": noon} if each["user_id"] == day.jury.chair else each for each in await _hours(day)]
    what = f"note le départ de {day.chair.name}"
    await stage.does(secretariat, what, "PUT", f"{day.jury.path}/attendance", json={"members": left})
    await stage.wait_for(day.held_on, time(13, 30), "la séance reprend")
    await day.may_not_vote(secretariat, "saisit une décision, personne ne présidant", none, _ONE_A_SIDE, "D55")
    handover: Json = {"user_id": day.relay_id, "at": noon, "reason": f"Départ de {day.chair.name} à midi"}
    path = f"{day.jury.path}/chair"
    await stage.is_refused(day.late, "voudrait en décider", "POST", path, json=handover, code="forbidden")
    await stage.does(secretariat, f"donne la présidence à {day.relay.name}", "POST", path, json=handover)
    await day.votes(day.relay, "met aux voix un dossier sans compétence acquise", none, _ONE_A_SIDE, "not_awarded")
    await day.votes(day.relay, "met aux voix le dernier dossier", other, _ONE_A_SIDE, "partially_awarded")


async def _is_closed(day: _Day, first: DossierInHand, dossiers: int) -> None:
    """The draft before, the minutes after; nobody outside sees an outcome in between."""
    stage, path = day.stage, f"{day.jury.path}/closure"
    secretariat, employer = await stage.person("secretariat"), await stage.person("employer")
    minutes = f"{day.jury.path}/minutes"
    await stage.prints(secretariat, "imprime le projet de procès-verbal", minutes, "proces-verbal-projet")
    await _sees(employer, first, "awaiting_jury")
    await stage.does(secretariat, "clôt la séance", "POST", path, json={})
    await stage.is_refused(
        day.chair, "voudrait contresigner, partie depuis midi", "POST", path, json={}, code="forbidden"
    )
    await stage.does(day.relay, "contresigne la clôture, ayant présidé en dernier", "POST", path, json={})
    await _sees(employer, first, "awarded")
    stage.printer.step(secretariat.capacity, secretariat.name, "lit le procès-verbal")
    told = await secretariat.get(minutes)
    if (told["final"], len(told["decisions"]), len(told["adjournments"])) != (True, dossiers - 1, 1):
        raise StoryBrokenError(f"Le procès-verbal devait dire {dossiers - 1} décisions et un report : {told}")
    for each in told["adjournments"]:
        stage.printer.outcome(f"{each['number']} remis : {each['reason']}.")
    await stage.prints(secretariat, "imprime le procès-verbal", minutes, "proces-verbal")


async def _sees(employer: Person, dossier: DossierInHand, status: str) -> None:
    dossier.stage.printer.step(employer.capacity, employer.name, f"ouvre le dossier de {_DISCUSSED[0][1]}")
    seen = await employer.get(dossier.path)
    dossier.stage.printer.status(seen)
    if seen["status"] != status:
        raise StoryBrokenError(f"L'employeur devait lire « {status} », et lit « {seen['status']} ».")


async def _are_printed(day: _Day, dossiers: Sequence[DossierInHand]) -> None:
    """The papers of an award, of a part and of nothing."""
    secretariat = await day.stage.person("secretariat")
    awarded, partial, none = dossiers
    (issued,) = (await awarded.now())["certificates"]
    for what, path, name in (
        ("imprime le parchemin", f"/v1/certificates/{issued['number']}/pdf", "parchemin"),
        ("imprime l'attestation", f"{partial.path}/attestation", "attestation"),
        ("imprime la lettre de la décision partielle", f"{partial.path}/decision-letter", "lettre-partielle"),
        ("imprime la lettre de refus", f"{none.path}/decision-letter", "lettre-non-valide"),
    ):
        await day.stage.prints(secretariat, what, path, name)


async def _hours(day: _Day) -> list[Json]:
    """Who is there since when, as it is recorded."""
    secretariat = await day.stage.person("secretariat")
    recorded = (await secretariat.get(f"{day.jury.path}/attendance"))["members"]
    return [{name: each[name] for name in _HOURS} for each in recorded]
