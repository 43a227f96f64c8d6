"""A holder's request to cross a bridge, brought by the partner branch's system instead of by post (R77, D73).

It is the secretariat's to check (D25): it opens a dossier from it, or declines it with a reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.domain.bridges import BRANCH_LABELS, Branch, Bridge, PartnerCertification, bridges_in_force
from app.domain.candidate import Candidate, Employment, EmploymentStatus, HeldCertification
from app.domain.catalogue import CERTIFICATIONS
from app.domain.company import Address
from app.domain.days import future_day_faults
from app.domain.documents import Document, DocumentKind
from app.domain.dossier import Status
from app.domain.law import Rule, RuleWarning, Violation
from app.domain.pathways import PATHWAYS
from app.domain.refusal import Refusal, already_done
from app.domain.rules.bridges import R75, R78
from app.domain.text import Text

REQUEST_PIECES = (DocumentKind.BRIDGE_REQUEST, DocumentKind.PARCHMENT_COPY)
"""What a request is made of, in the order of R77: the form, and the copy of the parchment."""


PATHWAY_ASKED_FOR = next(pathway for pathway in PATHWAYS if pathway.names_a_bridge)
"""The pathway that a request asks for."""

OVER = frozenset({Status.AWARDED, Status.PARTIALLY_AWARDED, Status.NOT_AWARDED, Status.CLOSED})
"""The public statuses of a dossier that goes on no more: the same parchment may then be presented again."""


class BridgeRequestState(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    OPENED = "opened"
    DECLINED = "declined"


BRIDGE_REQUEST_STATE_LABELS = {
    BridgeRequestState.RECEIVED: Text("Demande reçue", "Request received"),
    BridgeRequestState.OPENED: Text("Dossier ouvert", "Dossier opened"),
    BridgeRequestState.DECLINED: Text("Demande écartée", "Request declined"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParchmentHolder:
    """Whose request it is, as the partner's register names them; ``sex``: F or M."""

    birth_name: str
    usage_name: str | None
    first_names: str
    birth_date: date
    sex: str
    birth_place: str
    email: str | None
    address: Address | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """What is presented for which certification of ours: the partner's one, its parchment's number and its day."""

    certification_code: str
    partner_certification: str
    number: str
    awarded_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeRefusal:
    """Why a request was declined, by whom (a role) and when."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeRequest:
    """A request on record. ``brought_by``: the program's client id.

    ``holder`` and ``pieces`` are there until a dossier holds them in its turn, or until they are forgotten;
    ``dossier_id`` is the dossier that was opened from it.
    """

    id: UUID
    branch: Branch
    brought_by: str
    received_at: datetime
    presented: Presented
    holder: ParchmentHolder | None
    pieces: tuple[Document, ...]
    dossier_id: UUID | None = None
    refusal: BridgeRefusal | None = None

    @property
    def state(self) -> BridgeRequestState:
        """Where it stands."""
        if self.dossier_id is not None:
            return BridgeRequestState.OPENED
        return BridgeRequestState.DECLINED if self.refusal is not None else BridgeRequestState.RECEIVED

    def piece(self, kind: DocumentKind) -> Document | None:
        """The piece of that kind, while the request holds it."""
        return next((each for each in self.pieces if each.kind is kind), None)

    def is_repeated_by(self, other: "BridgeRequest") -> bool:
        """Whether another one says the same again, word for word and byte for byte.

        Of one whose dossier is open, what is presented is all that it still tells.
        """
        if self.presented != other.presented:
            return False
        is_opened = self.state is BridgeRequestState.OPENED
        return is_opened or (self.holder, _digests(self)) == (other.holder, _digests(other))


def _digests(request: BridgeRequest) -> frozenset[tuple[DocumentKind, str]]:
    return frozenset((each.kind, each.sha256) for each in request.pieces)


def open_request(request: BridgeRequest, dossier_id: UUID) -> BridgeRequest | Refusal:
    """The request once a dossier holds its holder and its pieces: of either there is one copy."""
    return answered_before(request) or replace(request, dossier_id=dossier_id, holder=None, pieces=())


def decline_request(request: BridgeRequest, refusal: BridgeRefusal) -> BridgeRequest | Refusal:
    """The request, declined; a new one may be brought."""
    return answered_before(request) or replace(request, refusal=refusal)


def forgotten(request: BridgeRequest) -> BridgeRequest:
    """What stays of a declined request once its time is over: nobody's name, number or file."""
    return replace(request, presented=replace(request.presented, number=""), holder=None, pieces=())


def candidate_from(request: BridgeRequest, employment: Employment | None) -> Candidate | None:
    """The candidate of the dossier opened from it, who declares the parchment as held; None where it is forgotten.

    The partner's branch does not say where its holder works: ``employment`` is the secretariat's to say.
    """
    holder, presented = request.holder, request.presented
    if holder is None:
        return None
    return Candidate(
        birth_name=holder.birth_name,
        usage_name=holder.usage_name,
        first_names=holder.first_names,
        birth_date=holder.birth_date,
        sex=holder.sex,
        birth_place=holder.birth_place,
        email=holder.email,
        address=holder.address,
        employment=employment or Employment(status=EmploymentStatus.OTHER),
        held_certifications=(
            HeldCertification(
                code=presented.partner_certification,
                certifier=BRANCH_LABELS[request.branch].fr,
                number=presented.number,
                awarded_on=presented.awarded_on,
            ),
        ),
    )


def request_faults(
    presented: Presented, holder: ParchmentHolder, partner: PartnerCertification | None, *, branch: str | None, on: date
) -> Iterator[Violation]:
    """Everything that stands against a request of ``branch``'s program, received ``on``; places are in the request."""
    if partner is None or partner.branch != branch:
        yield _fault(
            "unknown_partner_certification",
            "/partner_certification",
            "Ce code n'est pas celui d'une certification de votre branche.",
            "This is not the code of a certification of your branch.",
        )
    certification = CERTIFICATIONS.get(presented.certification_code)
    if certification is None:
        yield _fault(
            "unknown_certification",
            "/certification_code",
            "Cette certification n'existe pas.",
            "This certification does not exist.",
        )
    elif certification.kind != "cqp":
        yield _fault(
            "not_a_cqp",
            "/certification_code",
            "Une passerelle mène à un CQP, et cette certification est un CQPI.",
            "A bridge leads to a CQP, and this certification is a CQPI.",
            R75,
        )
    yield from future_day_faults(presented.awarded_on, on, "/awarded_on")
    yield from future_day_faults(holder.birth_date, on, "/holder/birth_date")


def request_warnings(request: BridgeRequest, bridges: Iterable[Bridge], on: date) -> tuple[RuleWarning, ...]:
    """That no bridge in force ``on`` leads there yet: the request is received, and the secretariat will look at it."""
    pair = request.presented.certification_code, request.presented.partner_certification
    if request.state is not BridgeRequestState.RECEIVED or pair in bridges_in_force(bridges, on):
        return ()
    return (
        RuleWarning(
            code="no_bridge",
            rule=R78,
            detail=Text(
                "Aucune passerelle confirmée ne lie aujourd'hui ces deux certifications.",
                "No confirmed bridge joins these two certifications today.",
            ),
        ),
    )


def bridge_asked_for(request: BridgeRequest, bridges: Iterable[Bridge], on: date) -> Bridge | None:
    """The bridge between the two certifications: the one in force ``on``, else the last to begin, confirmed or not."""
    of_the_pair = [
        each
        for each in bridges
        if (each.chemical_certification, each.partner_certification)
        == (request.presented.certification_code, request.presented.partner_certification)
    ]
    in_force = tuple(bridges_in_force(of_the_pair, on).values())
    return max(in_force or of_the_pair, key=lambda each: (each.in_force_from, each.id), default=None)


NO_BRIDGE = Violation(
    code="no_bridge",
    rule=R78,
    pointer="/bridge_id",
    detail=Text(
        "Aucune passerelle ne lie ces deux certifications, même à confirmer : enregistrez-la d'abord, ou "
        "écartez la demande.",
        "No bridge joins these two certifications, not even one to confirm: record it first, or decline the request.",
    ),
)
"""Why no dossier is opened from a request that leads nowhere."""


def answered_before(request: BridgeRequest) -> Refusal | None:
    """Why nobody answers the request any more; None while it waits."""
    match request.state:
        case BridgeRequestState.RECEIVED:
            return None
        case BridgeRequestState.OPENED:
            return already_done(
                Text("Un dossier a été ouvert pour cette demande.", "A dossier was opened from this request.")
            )
        case BridgeRequestState.DECLINED:
            return already_done(Text("Cette demande a été écartée.", "This request was declined."))


def _fault(code: str, pointer: str, fr: str, en: str, rule: Rule | None = None) -> Violation:
    return Violation(code=code, pointer=pointer, detail=Text(fr, en), rule=rule)
