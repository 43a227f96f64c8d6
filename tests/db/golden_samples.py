"""What the golden files are made of: aggregates in which much was said, and some in which little was.

`python -m tests.db.golden_samples` writes those of the newest shape, as long as it is not released: what a release
has written is never written again, since rows like it lie in databases.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.db.shapes.certificate import CERTIFICATES
from app.db.shapes.dossier import DOSSIERS
from app.db.shapes.jury_session import JURY_SESSIONS
from app.db.shapes.shaped import Shaped
from app.domain.assessment import (
    Exemption,
    ExemptionKind,
    NamedProfessional,
    Observer,
    ObserverCapacity,
)
from app.domain.candidate import HeldCertification, Verification
from app.domain.certificates import Certificate, Revocation, holder_of
from app.domain.certification import Registration
from app.domain.deliberation import CompetenceDecision, DecisionKind, Outcome, Retained
from app.domain.dossier import (
    AdmissibilityVerdict,
    Closure,
    ClosureReason,
    DirectAssessmentConfirmation,
    Dossier,
    Extension,
    Ground,
    JuryRegistration,
    JuryRegistrationState,
    Trainer,
    Tutor,
)
from app.domain.jury import (
    Attendance,
    College,
    CollegeVotes,
    JurySession,
    Member,
    MinutesCorrection,
    Presidency,
    SessionState,
    UndoneOpening,
    Votes,
)
from app.domain.printed_words import (
    CertificateWords,
    PrintedCompetence,
    PrintedSitting,
    printed_certification,
)
from tests import builders as b
from tests.domain.full_dossier import full

GOLDEN = Path(__file__).parent / "golden"
SHAPED: Mapping[str, Shaped[Any]] = {each.name: each for each in (DOSSIERS, JURY_SESSIONS, CERTIFICATES)}
_LATER_COLUMNS_OF_DOCUMENTS = ("form_version",)
_DAY = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Golden:
    """One file: what a row of that shape held, in its facts and beside them."""

    aggregate: str
    shape: int
    name: str
    facts: Mapping[str, Any]
    beside: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.aggregate}-{self.shape}-{self.name}"


def golden_files() -> Iterator[Golden]:
    """Every file there is."""
    for path in sorted(GOLDEN.glob("*/shape-*/*.json")):
        held = json.loads(path.read_text())
        shape = int(path.parent.name.removeprefix("shape-"))
        yield Golden(path.parts[-3], shape, path.stem, held["facts"], _with_later_columns(held["beside"]))


def _with_later_columns(beside: Mapping[str, Any]) -> Mapping[str, Any]:
    """What stood beside the facts, as its tables read since: a column that was added later is null there."""
    documents = [{**dict.fromkeys(_LATER_COLUMNS_OF_DOCUMENTS), **each} for each in beside.get("documents", ())]
    return {**beside, "documents": documents} if "documents" in beside else beside


def samples() -> Mapping[str, Mapping[str, Any]]:
    """Each aggregate's samples by the names of their files, a dossier's beginning with its pathway's code."""
    return {
        "dossier": _dossiers(),
        "jury_session": _sessions(),
        "certificate": _certificates(),
    }


def write_newest() -> None:
    """Write the files of each aggregate's newest shape."""
    for aggregate, named in samples().items():
        shaped = SHAPED[aggregate]
        folder = GOLDEN / aggregate / f"shape-{shaped.newest}"
        folder.mkdir(parents=True, exist_ok=True)
        for name, value in named.items():
            held = {"beside": _beside(shaped, value), "facts": shaped.facts(value, shaped.newest)}
            (folder / f"{name}.json").write_text(json.dumps(held, ensure_ascii=False, indent=2) + "\n")


def _beside(shaped: Shaped[Any], value: Any) -> Mapping[str, Any]:
    everything = replace_beside(shaped).facts(value, shaped.newest)
    return {name: everything[name] for name in sorted(shaped.beside)}


def replace_beside(shaped: Shaped[Any]) -> Shaped[Any]:
    """The same aggregate, as if nothing stood beside its facts."""
    return replace(shaped, beside=frozenset())


_LATER_OF_CANDIDATES = (
    "address",
    "phone",
    "first_name_1",
    "first_name_2",
    "first_name_3",
    "birth_commune_insee",
    "birth_postal_code",
    "birth_country",
)


def as_shape_1_could_say(dossier: Dossier) -> Dossier:
    """The dossier less what shape 2 was the first to have words for."""
    assert dossier.scope is not None
    assert dossier.assessment is not None
    assert dossier.admissibility is not None
    unsourced: dict[str, Any] = {"source_dossier_id": None, "held_code": None, "held_number": None}
    exemptions = tuple(replace(each, **unsourced) for each in dossier.scope.exemptions)
    unsaid: dict[str, Any] = dict.fromkeys(_LATER_OF_CANDIDATES)
    of_later: dict[str, Any] = {"taken_at": None, "presided_by": None, "corrected_on": None, "corrected_by": None}
    decisions = tuple(replace(each, **of_later) for each in dossier.decisions)
    return replace(
        dossier,
        candidate=replace(dossier.candidate, **unsaid),
        seat_distinctions=(),
        jury_registration=replace(dossier.jury_registration, redeliberation=None),
        decisions=decisions,
        awaiting_signature=None,
        adjournments=(),
        results_on_record=(),
        former_assignments=(),
        former_trade_observations=(),
        void_guides=(),
        signature_waivers=(),
        document_removals=(),
        death=None,
        entry_corrections=(),
        reopenings=(),
        former_employers=(),
        appeals=(),
        closure=replace(dossier.closure, session_id=None) if dossier.closure is not None else None,
        admissibility=replace(
            dossier.admissibility,
            put_back=(),
            lacking=(),
            decisions=tuple(replace(each, appeal_id=None) for each in dossier.admissibility.decisions),
        ),
        scope=replace(dossier.scope, exemptions=exemptions),
        assessment=replace(dossier.assessment, place=None, remote=False, sittings=()),
        documents=tuple(replace(each, form_version=None) for each in dossier.documents),
    )


def _dossiers() -> Mapping[str, Dossier]:
    return {
        "individualised_training": _individualised_training(),
        "individualised_training-direct": _direct_assessment(),
        "individualised_training-full": as_shape_1_could_say(full()),
        "individualised_training-everything": full(),
        "individualised_training-opened": b.a_dossier(),
        "simplified_vae": _simplified_vae(),
        "simplified_vae-withdrawn": _withdrawn(),
        "common_law_vae": _common_law_vae(),
        "bridge": _bridge(),
    }


def _individualised_training() -> Dossier:
    """Through the jury, awarded, with the votes counted."""
    college = CollegeVotes(in_favour=2, against=0, abstained=1)
    return replace(
        _assessed(b.a_dossier(b.P1)),
        training_body=b.a_training_body(networks=("uimm",)),
        tutor=Tutor(name="Anne Petit", position="Cheffe d'atelier", email="anne.petit@example.org"),
        trainers=(Trainer(name="Hugo Blanc"), Trainer(name="Zoé Roy", email="zoe.roy@example.org")),
        requested_cqpi=("cqpi-agent-logistique",),
        skills_identification=b.a_skills_identification(to_acquire=("C1",)),
        training_plan=b.a_training_plan(),
        decisions=(b.a_decision(votes=Votes(employees=college, employers=college)),),
    )


def _direct_assessment() -> Dossier:
    """The special case of R30, confirmed, on the agenda of a session."""
    confirmed = DirectAssessmentConfirmation(confirmed=True, evidence="Entretien annuel", on=_DAY)
    return replace(_assessed(b.a_dossier(b.P1)), variant="direct_assessment", direct_assessment=confirmed)


def _simplified_vae() -> Dossier:
    """Incomplete, then admissible; partially awarded, and corrected since."""
    unmet = (Ground(text="Moins d'un an d'expérience", rule="R31"), Ground(text="Pièce illisible"))
    request = b.a_request(date(2026, 9, 1), date(2026, 10, 1), verdict=AdmissibilityVerdict.ADMISSIBLE)
    incomplete, admissible = request.decisions
    first = b.a_decision(
        Outcome.PARTIALLY_AWARDED,
        competences=(CompetenceDecision(code="C1", validated=True), CompetenceDecision(code="C2", validated=False)),
        retained=(Retained(competence_code="C1", until=date(2031, 11, 23)),),
    )
    corrected = replace(
        first, id=b.an_id(6), kind=DecisionKind.MATERIAL_ERROR, replaces=first.id, reason="C2 et C3 inversées"
    )
    return replace(
        _assessed(b.a_dossier(b.P2)),
        admissibility=replace(request, decisions=(replace(incomplete, grounds=unmet, unmet=unmet[:1]), admissible)),
        accompanying_body=b.a_training_body(),
        decisions=(first, corrected),
    )


def _withdrawn() -> Dossier:
    return b.a_dossier(
        b.P2,
        admissibility=b.a_request(_DAY),
        closure=Closure(reason=ClosureReason.WITHDRAWN, on=_DAY, detail="Mutation"),
    )


def _common_law_vae() -> Dossier:
    """Acknowledged, extended, its portfolio complete; put off by the branch before its jury."""
    request = b.an_admission(
        dispatched_on=_DAY,
        tracking_number="2C01234567890",
        acknowledged_on=_DAY,
        extensions=(Extension(until=date(2028, 6, 30), reason="Maladie", granted_on=_DAY),),
    )
    professional = NamedProfessional(name="Omar Haddad", employer_siren="123456782", employer_idcc="0044")
    assessed = _assessed(b.a_dossier(b.P3))
    return replace(
        assessed,
        admissibility=request,
        portfolio_completed_on=_DAY,
        trade_evaluator=None,
        trade_observations=replace(b.trade_observations(), waived=True),
        assessment=replace(b.an_assessment(acquired=("C1",)), professional=professional),
        jury_registration=JuryRegistration(state=JuryRegistrationState.POSTPONED, by_branch=True),
    )


def _bridge() -> Dossier:
    """A partner's certification, verified, brings two competences, and the jury awards the whole."""
    held = HeldCertification(
        code="pharma-conducteur",
        certifier="CPNEIS",
        number="P-77",
        awarded_on=date(2020, 5, 4),
        verification=Verification(verified=True, reason="Parchemin vu", on=_DAY),
    )
    exemptions = tuple(
        Exemption(competence_code=code, kind=ExemptionKind.BRIDGE, source="P-77") for code in ("C1", "C2")
    )
    return b.a_dossier(
        b.BRIDGE,
        candidate=b.a_candidate(held_certifications=(held,)),
        bridge_id=b.an_id(22),
        scope=b.a_scope(assessed=(), exemptions=exemptions),
        registered_on=_DAY,
        decisions=(b.a_decision(),),
    )


def _assessed(dossier: Dossier) -> Dossier:
    observers = (Observer(name="Anne Petit", capacity=ObserverCapacity.TUTOR),)
    registered = JuryRegistration(state=JuryRegistrationState.REGISTERED, session_id=b.an_id(5), registered_on=_DAY)
    return replace(
        dossier,
        evaluator=b.a_choice(),
        acceptance=b.an_acceptance(),
        trade_evaluator=b.a_trade_evaluator(),
        trade_observations=b.trade_observations(),
        registered_on=_DAY,
        scope=b.a_scope(),
        assessment=b.an_assessment(observers=observers),
        assessment_completed_on=_DAY,
        jury_registration=registered,
    )


def _sessions() -> Mapping[str, JurySession]:
    planned = JurySession(
        id=b.an_id(5), held_on=_DAY, registration_closes_on=_DAY, place="Paris", capacity=40, updated_at=b.NOW
    )
    chair = Member(user_id=b.an_id(31), name="Jeanne Prévost", college=College.EMPLOYERS, chair=True)
    other = Member(
        user_id=b.an_id(32), name="Marc Tessier", college=College.EMPLOYEES, employer_siren=b.COMPANY_SIRET[:9]
    )
    full_session = replace(
        planned,
        remote=True,
        join_url="https://visio.example.org/jury",
        state=SessionState.AWAITING_COUNTERSIGNATURE,
        members=(chair, other),
        present=(chair.user_id, other.user_id),
        chair=chair.user_id,
        closure_proposed_by=b.an_id(33),
        reason="Grève des transports",
        version=4,
    )
    return {"planned": planned, "full": full_session, "everything": _everything_of_a_session(full_session)}


def _everything_of_a_session(session: JurySession) -> JurySession:
    """Closed, with its hours, another chair and its minutes corrected: shape 2 was the first to have words for it."""
    chair, other = (replace(member, organisation="CFDT Chimie") for member in session.members)
    return replace(
        session,
        state=SessionState.CLOSED,
        members=(chair, other),
        held_until=_DAY,
        attendance=(
            Attendance(user_id=chair.user_id, since=b.NOW, until=b.NOW + timedelta(hours=3)),
            Attendance(user_id=other.user_id, since=b.NOW),
        ),
        chair=other.user_id,
        presidencies=(
            Presidency(user_id=chair.user_id, since=b.NOW),
            Presidency(user_id=other.user_id, since=b.NOW + timedelta(hours=3), reason="Malaise"),
        ),
        undone_openings=(UndoneOpening(at=b.NOW, by="Secrétariat"),),
        opened_at=b.NOW,
        closed_at=b.NOW + timedelta(hours=6),
        minutes_corrections=(
            MinutesCorrection(
                id=b.an_id(34),
                text="Lire : à Lyon.",
                reason="Lieu mal saisi",
                proposed_by="Secrétariat",
                proposed_on=_DAY,
                countersigned_by="Marc Tessier",
                countersigned_on=_DAY,
            ),
        ),
    )


def _certificates() -> Mapping[str, Certificate]:
    valid = Certificate(
        number="7K3M-QX0T-AAAA-BBBB",
        verification_code="AB12-CD34-EF",
        dossier_id=b.an_id(2),
        certification_code=b.CERTIFICATION,
        option=None,
        holder=holder_of(b.a_candidate()),
        session_id=b.an_id(5),
        awarded_on=_DAY,
        issued_on=_DAY,
        issued_at=b.NOW,
    )
    revocation = Revocation(
        on=_DAY, at=b.NOW, reason="Nom d'usage", replaced_by="7K3M-QX0T-CCCC-DDDD", decision_id=b.an_id(6)
    )
    complete = replace(
        valid,
        option="an-option",
        holder=holder_of(full().candidate),
        decision_id=b.an_id(4),
        replaces="7K3M-QX0T-0000-0000",
        reissue_reason="Erreur de prénom",
        revocation=revocation,
        version=2,
    )
    return {"valid": valid, "full": complete, "everything": replace(complete, words=_words())}


def _words() -> CertificateWords:
    certification = printed_certification(b.CERTIFICATION, sex="F")
    registration = Registration(code="RNCP00000", decided_on=_DAY, level=4, european_level=4, nsf=("311u",))
    return CertificateWords(
        layout=1,
        certification=replace(certification, option="Une option", registration=registration),
        family="Logistique",
        sitting=PrintedSitting(held_on=_DAY, place="Paris", chair="Jeanne Prévost"),
        verification_url="https://cqp.example/v1/certificates/7K3M/verification",
        framework_version="2017",
        competences=(PrintedCompetence(code="C1", label="Préparer une expédition"),),
        beside="CQP Agent logistique",
        sex="F",
        bridges=("CQP conduite de ligne de conditionnement",),
    )


if __name__ == "__main__":
    write_newest()
