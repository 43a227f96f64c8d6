"""For each operation on a dossier, requests that its models accept: of each choice the first is the one that fits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from app.domain.actions import ACTIONS
from app.domain.documents import DocumentKind, signatures_of
from app.domain.pathways import pathway_of
from app.sandbox.identities import EVALUATOR, EVALUATORS_BY_REGION
from tests.api.dossier_requests import COMPANY_SIREN

T = TypeVar("T")
Json = dict[str, Any]

OPERATIONS = (*ACTIONS, "addDocument", "correctDecision", "correctEntry", "reopenDossier")
PDF = b"%PDF-1.4\n%%EOF\n"
PARTNER = "PH04"
UNANIMOUS = {college: {"for": 1, "against": 0, "abstained": 0} for college in ("employees", "employers")}
TIED = {**UNANIMOUS, "employers": {"for": 0, "against": 1, "abstained": 0}}


class Pick(Protocol):
    """One of several things that may be asked."""

    def __call__(self, options: Sequence[T], /) -> T:
        """One of the options."""


def what_fits(options: Sequence[T], /) -> T:
    """What serves the dossier: the first option."""
    return options[0]


@dataclass(slots=True, kw_only=True)
class Scene:
    """What requests are made of: the dossier, its framework, the day, the sessions of the jury.

    ``session`` takes registrations, ``agenda`` is the one that the dossier is before, ``open_jury_session`` sits,
    ``cancelled`` takes nobody.
    """

    path: str
    pathway: str
    is_direct: bool
    codes: tuple[str, ...]
    today: date
    guest: str
    session: str
    agenda: str
    cancelled: str
    open_session: str | None = None
    held: tuple[str, ...] = ()
    kinds: tuple[DocumentKind, ...] = field(default=tuple(DocumentKind))

    def day(self, offset: int) -> str:
        """So many days after today, or before it."""
        return (self.today + timedelta(days=offset)).isoformat()

    @property
    def id(self) -> str:
        """The dossier's id."""
        return self.path.rsplit("/", 1)[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, but for its headers."""

    method: str
    path: str
    json: Json | None = None
    form: Mapping[str, Any] | None = None
    file: bytes = PDF

    @property
    def content(self) -> dict[str, Any]:
        """What httpx is given."""
        if self.form is not None:
            return {"data": self.form, "files": {"file": ("piece.pdf", self.file, "application/pdf")}}
        return {"json": self.json} if self.json is not None else {}


def a_request(operation: str, scene: Scene, pick: Pick) -> Asked:
    """A well-formed request for the operation on the dossier."""
    match operation:
        case "addDocument":
            return Asked(method="POST", path=f"{scene.path}/documents", form=_upload(scene, pick))
        case "correctDecision":
            return Asked(method="POST", path=f"{scene.path}/decision-corrections", json=_correction(scene, pick))
        case "correctEntry":
            return Asked(method="POST", path=f"{scene.path}/entry-corrections", json=_slip(scene, pick))
        case "reopenDossier":
            return Asked(method="POST", path=f"{scene.path}/reopening", json={"reason": "Clos par erreur"})
        case "deliberate":
            where = f"/v1/jury-sessions/{scene.agenda}/deliberations"
            return Asked(method="POST", path=where, json=_motion(scene, pick))
    action, body = ACTIONS[operation], BODIES.get(operation)
    part = action.path.replace("{code}", pick(scene.held or (PARTNER,)))
    return Asked(method=action.method, path=scene.path + part, json=body(scene, pick) if body else None)


def _upload(scene: Scene, pick: Pick) -> Json:
    kind = pick(scene.kinds)
    signed = sorted(signatures_of(kind))
    return {"kind": str(kind), "signed_by": pick([signed, signed, signed, signed[:1]])}


def _motion(scene: Scene, pick: Pick) -> Json:
    said = {"code": pick(scene.codes), "validated": False, "reason": "Le jury a lu le dossier autrement."}
    return {
        "dossier_id": scene.id,
        "votes": pick([UNANIMOUS, UNANIMOUS, TIED]),
        "competences": pick([[], [said]]),
        "recused": [],
    }


def _correction(scene: Scene, pick: Pick) -> Json:
    slip: Json = {"kind": "material_error", "reason": "Coquille", "competences": []}
    if scene.open_session is None:
        return slip
    motion = {key: value for key, value in _motion(scene, pick).items() if key != "dossier_id"}
    again = {**motion, "kind": "redeliberation", "reason": "Pièce nouvelle", "session_id": scene.open_session}
    return pick([slip, again])


def _slip(scene: Scene, pick: Pick) -> Json:
    entries = ("admissibility_received_on", "admissibility_decided_on", "registered_on", "portfolio_completed_on")
    return {"entry": pick(entries), "value": scene.day(pick([0, -1, 3])), "reason": "Faute de frappe"}


def _identification(scene: Scene, pick: Pick) -> Json:
    all_but_one, everything = frozenset(scene.codes[1:]), frozenset(scene.codes)
    mastered = pick([everything, all_but_one] if scene.is_direct else [all_but_one, everything])
    judged = pick([scene.codes, scene.codes, scene.codes[1:]])
    return {
        "held_on": scene.day(pick([0, -3, 2])),
        "technical_expert": {"name": "Anne Besson", "employer_siren": COMPANY_SIREN},
        "interview_expert": {"name": "Lise Moreau", "kind": "employee"},
        "competences": [{"code": code, "mastered": code in mastered} for code in judged],
    }


def _plan(scene: Scene, pick: Pick) -> Json:
    return {
        "competences": pick([scene.codes[:1], scene.codes[-1:]]),
        "actions": [{"label": "Tutorat au poste", "kind": "tutorat", "hours": 35}],
        "starts_on": scene.day(1),
        "ends_on": scene.day(pick([90, 90, 0])),
    }


def _decision(scene: Scene, pick: Pick) -> Json:
    return pick(
        [
            {"decision": "admissible"},
            {"decision": "incomplete", "grounds": [{"text": "Une page manque."}]},
            {"decision": "inadmissible"},
            {"decision": "admissible", "decided_on": scene.day(-400)},
            {"decision": "admissible"},
            {"decision": "inadmissible", "grounds": [{"rule": "R31", "text": "L'année d'expérience manque."}]},
        ]
    )


def _choice(scene: Scene, pick: Pick) -> Json:
    evaluator, region = pick(
        [(EVALUATOR, "84"), (EVALUATOR, "84"), (EVALUATORS_BY_REGION["11"], "11"), (EVALUATOR, "11")]
    )
    return {
        "evaluator_id": str(evaluator),
        "region": region,
        "planned_on": scene.day(5),
        "fees_agreed": pick([True, True, False]),
    }


def _guest(scene: Scene, pick: Pick) -> Json:
    return {
        "name": "Paul Métier",
        "email": pick([scene.guest, scene.guest, "evaluator@sandbox.example"]),
        "employer_siren": pick([COMPANY_SIREN, COMPANY_SIREN, "111222337"]),
        "position": "Chef d'atelier",
    }


def _assessment(scene: Scene, pick: Pick) -> Json:
    ready = pick([True, True, False])
    said = pick([scene.codes, scene.codes, scene.codes[:1], ()])
    acquired = pick([scene.codes, scene.codes[1:], ()])
    body: Json = {
        "held_on": [scene.day(pick([0, 0, -1, 3]))],
        "observed_on": [scene.day(0)],
        "briefing": {
            "candidate_informed": True,
            "professional_informed": True,
            "guide_delivered": ready,
            "outil_3_delivered": True,
            "branch_documents_used": True,
        },
        "concertation_held_on": scene.day(0),
        "results": [
            {"competence_code": code, "acquired": code in acquired, "comment": "Vu au poste."} for code in said
        ],
        "candidate_observations": "Rien à ajouter.",
        "evaluator_observations": "Entretien et observation au poste.",
    }
    method = pathway_of(scene.pathway).assessment
    if method is not None and method.letter_presented_first:
        body["briefing"]["admissibility_letter_presented"] = ready
    if method is not None and method.professional_named:
        body["trade_evaluator"] = {"name": "Luc Berger", "employer_siren": COMPANY_SIREN, "employer_idcc": "0044"}
    return body


def _change(scene: Scene, pick: Pick) -> Json:
    """Civil status with its reason, which is the secretariat's at any time; or anything else, the creator's."""
    return pick(
        [
            {"candidate": {"usage_name": "Durand"}, "reason": "Pièce d'identité"},
            {"candidate": {"birth_place": "Vienne"}, "reason": "Pièce d'identité"},
        ]
    )


BODIES: Mapping[str, Callable[[Scene, Pick], Json]] = {
    "updateDossier": _change,
    "recordSkillsIdentification": _identification,
    "recordTrainingPlan": _plan,
    "submitAdmissibility": lambda _scene, _pick: {},
    "decideAdmissibility": _decision,
    "recordDispatch": lambda scene, pick: {"tracking_number": "1A 203", "sent_on": scene.day(pick([0, 3]))},
    "acknowledgeAdmissibility": lambda scene, pick: {"received_on": scene.day(pick([0, 3]))},
    "extendAdmissibility": lambda scene, pick: {"until": scene.day(pick([900, 10])), "reason": "Maladie"},
    "recordPortfolio": lambda scene, pick: {"completed_on": scene.day(pick([0, 3]))},
    "verifyHeldCertification": lambda _scene, pick: {"verified": pick([True, False]), "reason": "Parchemin vu"},
    "chooseEvaluator": _choice,
    "replaceEvaluator": lambda scene, pick: {**_choice(scene, pick), "reason": "Malade."},
    "acceptAssignment": lambda _scene, _pick: {"independent": True, "conflicts": []},
    "confirmDirectAssessment": lambda _scene, pick: {"confirmed": pick([True, False]), "evidence": "Bulletins de paie"},
    "inviteTradeEvaluator": _guest,
    "recordAssessment": _assessment,
    "recordTradeObservations": lambda _scene, _pick: {"observations": "Travaille comme il l'a montré."},
    "waiveTradeObservations": lambda _scene, _pick: {"reason": "Le professionnel a quitté l'entreprise."},
    "registerToJury": lambda scene, _pick: {"session_id": scene.session},
    "postponeDossier": lambda scene, pick: pick([{}, {"session_id": scene.session}]),
    "withdrawDossier": lambda _scene, _pick: {"reason": "Départ"},
}
"""The body of each operation that takes one."""


def a_spoiled_request(operation: str, who: str, scene: Scene) -> Asked | None:
    """A request that is refused by its content alone, once the operation is let through; None where there is none."""
    fitting = a_request(operation, scene, what_fits)
    if operation == "addDocument":
        return replace(fitting, file=b"du texte seul")
    if operation == "verifyHeldCertification":
        return replace(fitting, path=f"{scene.path}/held-certifications/PH10/verification")
    spoiled = SPOILED.get((operation, who)) or SPOILED.get((operation, None))
    return None if spoiled is None else replace(fitting, json={**(fitting.json or {}), **spoiled(scene)})


_UNKNOWN = "C99"

SPOILED: Mapping[tuple[str, str | None], Callable[[Scene], Json]] = {
    ("updateDossier", "employer"): lambda _: {"requested_cqpi": ["cqp-agent-logistique"]},
    ("updateDossier", "secretariat"): lambda _: {"reason": None},
    ("recordSkillsIdentification", None): lambda _: {"competences": [{"code": _UNKNOWN, "mastered": True}]},
    ("recordTrainingPlan", None): lambda _: {"competences": [_UNKNOWN]},
    ("submitAdmissibility", "secretariat"): lambda scene: {"received_on": scene.day(1)},
    ("decideAdmissibility", None): lambda _: {"decision": "inadmissible"},
    ("correctEntry", None): lambda _: {"value": None},
    ("recordDispatch", None): lambda scene: {"sent_on": scene.day(1)},
    ("acknowledgeAdmissibility", None): lambda scene: {"received_on": scene.day(1)},
    ("extendAdmissibility", None): lambda scene: {"until": scene.day(-1)},
    ("recordPortfolio", None): lambda scene: {"completed_on": scene.day(1)},
    ("chooseEvaluator", None): lambda _: {"fees_agreed": False},
    ("replaceEvaluator", None): lambda _: {"fees_agreed": False},
    ("inviteTradeEvaluator", None): lambda _: {"employer_siren": "111222337"},
    ("recordAssessment", None): lambda _: {
        "results": [{"competence_code": _UNKNOWN, "acquired": True, "comment": "Vu."}]
    },
    ("registerToJury", None): lambda scene: {"session_id": scene.cancelled},
    ("postponeDossier", None): lambda scene: {"session_id": scene.cancelled},
    ("deliberate", None): lambda _: {"votes": TIED},
    ("correctDecision", None): lambda _: {"competences": [{"code": _UNKNOWN, "validated": True}]},
}
"""What spoils the body of an operation, whoever or for one caller alone."""
