"""Papers to print, and what a PDF says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pypdfium2  # type: ignore[import-untyped]

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certificates import Holder
from app.domain.company import Address
from app.domain.printed_words import PrintedCompetence, PrintedSitting, printed_certification
from app.usecases.ports.paper import (
    AdmissibilityAttestationPaper,
    AdmissibilityRefusalPaper,
    AppealAcknowledgementPaper,
    AppealAnswerPaper,
    AttestationPaper,
    CertificatePaper,
    DecisionPaper,
    KeptCompetence,
    MinutedAdjournment,
    MinutedDecision,
    MinutedDelivery,
    MinutedRectification,
    MinutedRecusal,
    MinutedTerm,
    MinutedVotes,
    MinutedWord,
    MinutesPaper,
    PrintedDecision,
    PrintedGround,
    PrintedRecipient,
    PrintedVoid,
    SeatedMember,
    Sheet,
)
from tests.builders import CERTIFICATION, TODAY, an_id

HOLDER = Holder(
    birth_name="Lefèvre",
    usage_name="Œuvrard",
    first_names="Éloïse Marie",
    birth_date=date(1990, 3, 1),
    birth_place="Saint-Étienne",
)
SITTING = PrintedSitting(held_on=TODAY, place="Paris, salle des Alambics", chair="Jeanne Prévost")
ADDRESS = Address(street="12 bis, rue de l'Œuvre", postal_code="69007", city="Lyon", country="FR")
RECIPIENT = PrintedRecipient(name="Éloïse Marie Œuvrard", sex="F", address=ADDRESS, tracking_number="1A 200 123 4567 8")
KEPT = (
    KeptCompetence(code="C1", label="Recevoir les marchandises", until=date(2031, 11, 23)),
    KeptCompetence(code="C2", label="Préparer les commandes", until=None),
)


def a_certificate_paper(**changes: Any) -> CertificatePaper:
    """A parchemin."""
    paper = CertificatePaper(
        number="7K3M-QX0T-9ZBC-4HJD",
        verification_code="8WNP-31VX-Q4",
        verification_url="https://cqp.example/v1/certificates/7K3M-QX0T-9ZBC-4HJD/verification?code=8WNP-31VX-Q4",
        certification=printed_certification(CERTIFICATION, sex="F"),
        holder=HOLDER,
        sitting=SITTING,
        issued_on=TODAY,
        framework_version="exemple-1",
        sex="F",
        bridges=("CQP conduite de ligne de conditionnement",),
    )
    return replace(paper, **changes)


def a_minuted_decision(**changes: Any) -> MinutedDecision:
    """A decision that departs from the evaluators' result on one competence."""
    decision = MinutedDecision(
        decision_id=an_id(50),
        dossier_number="CQP-2026-000001",
        candidate="Éloïse Œuvrard",
        birth_date=date(1990, 5, 17),
        company="Chimie du Rhône (73282932000074)",
        certification=printed_certification(CERTIFICATION),
        pathway="Parcours individualisé",
        kind="Délibération",
        decided_on=TODAY,
        outcome="Partiel",
        words=(
            MinutedWord(code="C1", label="Recevoir", validated=True, departs=False, reason=None),
            MinutedWord(code="C2", label="Préparer", validated=False, departs=True, reason="Jamais fait seul."),
            MinutedWord(
                code="C3",
                label="Ranger",
                validated=True,
                departs=False,
                reason=None,
                held_by="Commune à un CQP déjà détenu : cqp-x",
            ),
        ),
        votes=(MinutedVotes(college="Collège des salariés", in_favour=2, against=1, abstained=0),),
        recused=(MinutedRecusal(name="Marc Tessier", ground="travaille pour l'entreprise du candidat"),),
        delivered=(),
        kept=(MinutedTerm(codes="C1, C3", until=date(2031, 11, 23)), MinutedTerm(codes="C4", until=None)),
        corrects=None,
        reason=None,
    )
    return replace(decision, **changes)


def _attestation() -> AttestationPaper:
    return AttestationPaper(
        dossier_number="CQP-2026-000001",
        certification=printed_certification(CERTIFICATION, sex="F"),
        holder=HOLDER,
        sitting=SITTING,
        issued_on=TODAY,
        kept=KEPT,
        framework_version="exemple-1",
        remaining=(PrintedCompetence(code="C3", label="Tenir les stocks"),),
    )


def a_decision_paper(**changes: Any) -> DecisionPaper:
    """The letter about a decision that awards in part."""
    paper = DecisionPaper(
        dossier_number="CQP-2026-000001",
        certification=printed_certification(CERTIFICATION, sex="F"),
        pathway="Parcours individualisé",
        candidate=HOLDER,
        recipient=RECIPIENT,
        sitting=SITTING,
        issued_on=TODAY,
        awarded_in_part=True,
        framework_version="exemple-1",
        competences=(
            PrintedDecision(code="C1", label="Recevoir les marchandises", validated=True, reason=None),
            PrintedDecision(code="C2", label="Préparer les commandes", validated=True, reason=None),
            PrintedDecision(code="C3", label="Tenir les stocks", validated=False, reason="Jamais fait seule."),
        ),
        kept=KEPT,
    )
    return replace(paper, **changes)


MINUTES = MinutesPaper(
    sitting=SITTING,
    members=(
        SeatedMember(name="Jeanne Prévost", college="Collège des employeurs", present=True, presides=True),
        SeatedMember(name="Marc Tessier", college="Collège des salariés", present=False, presides=False),
    ),
    decisions=(
        a_minuted_decision(),
        a_minuted_decision(
            outcome="Validé",
            kept=(),
            delivered=(
                MinutedDelivery(
                    certification=printed_certification(CERTIFICATION), number="7K3M", by_equivalence=False
                ),
                MinutedDelivery(
                    certification=printed_certification("cqpi-agent-logistique"), number="9ZBC", by_equivalence=True
                ),
            ),
        ),
    ),
    opened="23 novembre 2026, 9 h 30",
    closed="23 novembre 2026, 17 h 05",
    quorum="Collège des salariés : 2 sur 3 ; Collège des employeurs : 2 sur 2",
    adjournments=(
        MinutedAdjournment(
            dossier_number="CQP-2026-000002",
            candidate="Ada Byron",
            birth_date=date(1991, 2, 3),
            company=None,
            certification=printed_certification(CERTIFICATION),
            reason="Voix partagées.",
            votes=(MinutedVotes(college="Collège des salariés", in_favour=1, against=1, abstained=0),),
            moved_to=date(2027, 1, 12),
        ),
    ),
    corrections=(
        a_minuted_decision(
            votes=(),
            corrects=TODAY,
            reason="Un mot de travers.",
            corrected_on=date(2026, 12, 1),
            corrected_by="Simon Leroy",
        ),
    ),
    rectifications=(
        MinutedRectification(
            text="Lire : la session s'est tenue à Lyon.",
            reason="Lieu inexact",
            proposed_by="Simon Leroy",
            proposed_on=date(2026, 12, 2),
            countersigned_by="Jeanne Prévost",
            countersigned_on=date(2026, 12, 3),
        ),
    ),
)

APPEAL = "Vous pouvez contester cette décision devant la CPNE dans les deux mois."
_GROUND = PrintedGround(text="Une année manque.", rule="Une année d’expérience au moins dans les cinq dernières.")
_REQUEST: dict[str, Any] = {
    "dossier_number": "CQP-2026-000001",
    "certification": printed_certification("cqp-responsable-secteur", "production", "F"),
    "pathway": "VAE de droit commun",
    "candidate": HOLDER,
    "recipient": RECIPIENT,
    "received_on": date(2026, 10, 1),
    "decided_on": TODAY,
}

COMPANY = PrintedRecipient(name="Chimie du Rhône", sex="", address=ADDRESS)


def an_appeal_acknowledgement(**changes: Any) -> AppealAcknowledgementPaper:
    """The acknowledgement of a candidate's appeal that came late."""
    paper = AppealAcknowledgementPaper(
        dossier_number="CQP-2026-000001",
        certification=printed_certification(CERTIFICATION, sex="F"),
        candidate=HOLDER,
        recipient=RECIPIENT,
        against="admissibility",
        contested_on=date(2026, 8, 20),
        filed_on=TODAY,
        acknowledged_on=TODAY,
        documents=("bulletins.pdf", "attestation.pdf"),
        closes_on=date(2026, 11, 20),
        late=True,
        examined_by="Commission de recours de la CPNE",
    )
    return replace(paper, **changes)


def an_appeal_answer(**changes: Any) -> AppealAnswerPaper:
    """The answer to a candidate's appeal that was upheld."""
    paper = AppealAnswerPaper(
        dossier_number="CQP-2026-000001",
        certification=printed_certification(CERTIFICATION, sex="F"),
        candidate=HOLDER,
        recipient=RECIPIENT,
        against="admissibility",
        contested_on=date(2026, 8, 20),
        filed_on=date(2026, 11, 2),
        outcome="upheld",
        grounds=("Les bulletins produits prouvent l'année.", "La demande est à examiner de nouveau."),
        examined_by="Anne Roche",
        heard_on=date(2026, 11, 20),
        answered_on=TODAY,
        reopened=True,
    )
    return replace(paper, **changes)


SHEETS: dict[str, tuple[Sheet, tuple[str, ...]]] = {
    "the parchemin": (
        a_certificate_paper(),
        ("Éloïse Marie Lefèvre", "nom d’usage Œuvrard", "7K3M-QX0T-9ZBC-4HJD", "8WNP-31VX-Q4", "Industrie Pharma"),
    ),
    "the parchemin that was revoked": (
        a_certificate_paper(void=PrintedVoid(since=date(2027, 3, 1), replaced_by=None)),
        ("RÉVOQUÉ le 1er mars 2027", "Éloïse Marie Lefèvre"),
    ),
    "the parchemin that was replaced": (
        a_certificate_paper(void=PrintedVoid(since=date(2027, 3, 1), replaced_by="4HJD-9ZBC-QX0T-7K3M")),
        ("REMPLACÉ le 1er mars 2027 par le certificat n° 4HJD-9ZBC-QX0T-7K3M", "Éloïse Marie Lefèvre"),
    ),
    "the parchemin of a CQPI by equivalence": (
        a_certificate_paper(
            certification=printed_certification("cqpi-agent-logistique"), beside=CERTIFICATIONS[CERTIFICATION].title
        ),
        ("interbranches", "délivré par équivalence avec le CQP"),
    ),
    "the attestation of acquired competences": (
        _attestation(),
        (
            "Recevoir les marchandises",
            "jusqu’au 23 novembre 2031 inclus",
            "sans limite de durée",
            "C3 Tenir les stocks",
            "version exemple-1",
        ),
    ),
    "the minutes": (
        MINUTES,
        (
            "Marc Tessier Collège des salariés Absence",
            "2 pour, 1 contre, 0 abstention",
            "S’écarte du résultat des évaluateurs : Jamais fait seul.",
            "17 mai 1990",
            "Chimie du Rhône",
            "Commune à un CQP déjà détenu : cqp-x",
            "Déjà acquise",
            "C1, C3 jusqu’au 23 novembre 2031 inclus ; C4 sans limite de durée",
            "Délivré : Agent logistique",
            "par équivalence (n° 9ZBC)",
            "Marc Tessier (travaille pour l’entreprise du candidat)",
            "REPORTÉ À LA SESSION DU 12 janvier 2027",
            "Voix partagées.",
            "RECTIFIÉE LE",
            "1er décembre 2026, par Simon Leroy",
            "Un mot de travers.",
            "Lire : la session s’est tenue à Lyon.",
            "contresigné par Jeanne Prévost le 3 décembre 2026",
            "17 h 05",
            "2 sur 3",
        ),
    ),
    "the draft of minutes": (
        replace(MINUTES, draft=True, closed=None, corrections=(), rectifications=()),
        ("Projet de procès-verbal", "PROJET, non signé", "À délivrer"),
    ),
    "the attestation of admissibility": (
        AdmissibilityAttestationPaper(**_REQUEST, months=18, shown_to_evaluator=True),
        (
            "recevable",
            "18 mois",
            "1A 200 123 4567 8",
            "69007 Lyon",
            "Remettez cette attestation à l’évaluateur",
            "option production",
        ),
    ),
    "the refusal of admissibility": (
        AdmissibilityRefusalPaper(**_REQUEST, grounds=(_GROUND,), appeal=APPEAL),
        ("non recevable", "Une année manque.", "Ce que demande la branche : « Une année", "12 bis, rue", APPEAL),
    ),
    "the letter of a decision that awards in part": (
        a_decision_paper(appeal=APPEAL),
        ("en partie", "Jamais fait seule.", "jusqu’au 23 novembre 2031 inclus", "Madame Éloïse Marie Œuvrard", APPEAL),
    ),
    "the acknowledgement of an appeal": (
        an_appeal_acknowledgement(),
        (
            "Madame Éloïse Marie Œuvrard",
            "69007 Lyon",
            "le refus de recevabilité du 20 août 2026",
            "tardif",
            "bulletins.pdf",
            "examiné par : Commission de recours de la CPNE",
        ),
    ),
    "the acknowledgement of a company's appeal": (
        an_appeal_acknowledgement(
            recipient=COMPANY, against="lapse", documents=(), closes_on=None, late=False, examined_by=None
        ),
        ("Chimie du Rhône 12 bis", "Madame, Monsieur,", "la caducité de la candidature, constatée le 20 août 2026"),
    ),
    "the answer to an appeal that was upheld": (
        an_appeal_answer(),
        (
            "examiné par Anne Roche",
            "Une audition a eu lieu le 20 novembre 2026",
            "accueilli",
            "Les bulletins produits prouvent l’année. La demande",
            "attend une nouvelle décision",
        ),
    ),
    "the answer to an appeal that was upheld while another dossier stands in the way": (
        an_appeal_answer(against="lapse", reopened=False),
        ("n’est pas encore rouvert",),
    ),
    "the answer to an appeal against a jury's decision": (
        an_appeal_answer(against="jury_decision", recipient=COMPANY, heard_on=None),
        ("Chimie du Rhône 12 bis", "nouvelle délibération", "la décision du jury du 20 août 2026"),
    ),
    "the answer to an appeal that was dismissed": (
        an_appeal_answer(outcome="dismissed"),
        ("rejeté", "La décision contestée reste en vigueur."),
    ),
    "the answer to an appeal that was not examined": (
        an_appeal_answer(outcome="inadmissible"),
        ("irrecevable : il n’est pas examiné au fond",),
    ),
    "the letter of a decision that awards nothing": (
        a_decision_paper(awarded_in_part=False, kept=(), corrects=TODAY, reason="Vote refait."),
        ("ne vous délivre pas", "Cette décision remplace celle du 23 novembre 2026", "Vote refait."),
    ),
}
"""Each kind of paper, with some of what has to stand on it."""


def pages_of(pdf: bytes) -> list[str]:
    """What each page of the PDF says, its lines and spaces made one."""
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def outside_of_sheet(pdf: bytes) -> list[str]:
    """The characters that lie, in part, beyond the edge of their page."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        width, height = page.get_size()
        text = page.get_textpage()
        for place in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(place)
            if left < 0 or bottom < 0 or right > width or top > height:
                found.append(text.get_text_range(place, 1))
    return found


def text_of(pdf: bytes) -> str:
    """What the PDF says, its lines and spaces made one."""
    return " ".join(pages_of(pdf))


def darkness_of(pdf: bytes) -> Callable[[float, float], bool]:
    """Whether the first page is dark so many millimetres from its left and from its top."""
    scale = 4
    drawn = pypdfium2.PdfDocument(pdf)[0].render(scale=scale, grayscale=True)
    shades, stride, pixels = bytes(drawn.buffer), drawn.stride, scale * 72 / 25.4
    drawn.close()
    return lambda left, top: shades[round(top * pixels) * stride + round(left * pixels)] < 128
