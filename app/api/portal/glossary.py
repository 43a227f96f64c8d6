"""The dictionary: the words of the branch beside the codes of the API. What the code already names is named by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.api.negotiation import NegotiatedLanguage
from app.api.portal.typography import typeset_text
from app.domain.catalogue import FAMILY_LABELS
from app.domain.certificates import CERTIFICATE_STATE_LABELS
from app.domain.documents import DOCUMENT_LABELS
from app.domain.dossier import ADMISSIBILITY_LABELS, CLOSURE_LABELS, JURY_REGISTRATION_LABELS, STATUS_LABELS
from app.domain.progress import STEP_STATE_LABELS
from app.domain.text import Text


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A word of the API, as people say it, and what it means."""

    code: str
    french: str
    english: str
    meaning: str | None = None


@dataclass(frozen=True, slots=True)
class GlossaryChapter:
    """Words that belong together."""

    anchor: str
    title: str
    terms: tuple[GlossaryEntry, ...]


_WORDS: tuple[tuple[str, Text, Text], ...] = (
    (
        "dossier",
        Text("dossier de candidature", "application file"),
        Text("un candidat, une certification, un parcours", "one candidate, one certification, one pathway"),
    ),
    (
        "certification",
        Text("CQP, CQPI", "CQP, CQPI"),
        Text(
            "certificat de qualification professionnelle, de la branche ou interbranches",
            "certificate of vocational qualification, of the branch or shared between branches",
        ),
    ),
    (
        "framework",
        Text("référentiel", "framework"),
        Text("les compétences d'une certification, par versions", "the competences of a certification, by versions"),
    ),
    (
        "pathway",
        Text("parcours", "pathway"),
        Text("le chemin vers la certification : ses étapes dans l'ordre", "the way to it: its steps in order"),
    ),
    (
        "skills identification",
        Text("repérage des compétences", "skills identification"),
        Text("l'outil n° 1, avant tout parcours", "outil 1, before any pathway"),
    ),
    (
        "admissibility",
        Text("recevabilité", "admissibility"),
        Text("d'une demande de VAE, par le secrétariat", "of a VAE request, by the secretariat"),
    ),
    (
        "assessment",
        Text("évaluation des compétences", "assessment of the competences"),
        Text("par les deux évaluateurs, au poste de travail", "by the two evaluators, at the workplace"),
    ),
    (
        "evaluator",
        Text("évaluateur habilité par la CPNE", "evaluator authorised by the CPNE"),
        Text("indépendant de l'entreprise et de la formation", "independent of the company and of the training"),
    ),
    (
        "trade evaluator",
        Text("évaluateur métier, professionnel du métier", "trade evaluator"),
        Text("observe avec l'évaluateur habilité ; entre par une invitation", "observes beside the evaluator, invited"),
    ),
    (
        "jury",
        Text("jury paritaire national", "national joint jury"),
        Text(
            "deux collèges, employeurs et salariés ; lui seul décide",
            "two colleges, employers and employees; it alone decides",
        ),
    ),
    (
        "certificate",
        Text("parchemin", "certificate"),
        Text("le diplôme remis au titulaire, vérifiable par tous", "what the holder is given; anybody may verify it"),
    ),
    (
        "bridge",
        Text("passerelle", "bridge"),
        Text(
            "entre une certification d'ici et une de la pharmacie", "between a certification of ours and a pharma one"
        ),
    ),
    (
        "funder",
        Text("OPCA (OPCO 2i depuis 2019)", "OPCA (OPCO 2i since 2019)"),
        Text("paie le parcours, sous ses propres références", "pays for the pathway, under references of its own"),
    ),
    (
        "training scheme",
        Text("dispositif de formation", "training scheme"),
        Text("le cadre légal de la formation", "the legal frame of the training"),
    ),
)
_TABLES: tuple[tuple[str, Text, Mapping[str, Text]], ...] = (
    ("status", Text("Statuts d'un dossier", "Statuses of a dossier"), {str(k): v for k, v in STATUS_LABELS.items()}),
    ("step-state", Text("États d'une étape", "States of a step"), {str(k): v for k, v in STEP_STATE_LABELS.items()}),
    (
        "closure",
        Text("Motifs de clôture", "Reasons of closure"),
        {str(code): label for code, label in CLOSURE_LABELS.items()},
    ),
    (
        "verdict",
        Text("Recevabilité", "Admissibility"),
        {str(code): label for code, label in ADMISSIBILITY_LABELS.items()},
    ),
    (
        "jury-registration",
        Text("Inscription au jury", "Registration to the jury"),
        {str(code): label for code, label in JURY_REGISTRATION_LABELS.items()},
    ),
    (
        "certificate",
        Text("États d'un parchemin", "States of a certificate"),
        {str(code): label for code, label in CERTIFICATE_STATE_LABELS.items()},
    ),
    ("document", Text("Documents", "Documents"), {str(code): label for code, label in DOCUMENT_LABELS.items()}),
    ("family", Text("Filières", "Families"), {str(code): label for code, label in FAMILY_LABELS.items()}),
)


def glossary(language: NegotiatedLanguage) -> tuple[GlossaryChapter, ...]:
    """The words of the branch, then the codes by the members that hold them."""
    words = GlossaryChapter(
        "words", typeset_text(Text("Les mots de la branche", "The words of the branch"), language), _words(language)
    )
    return (words, *_codes(language))


def _words(language: NegotiatedLanguage) -> tuple[GlossaryEntry, ...]:
    return tuple(
        GlossaryEntry(code, typeset_text(name, "fr"), typeset_text(name, "en"), typeset_text(meaning, language))
        for code, name, meaning in _WORDS
    )


def _codes(language: NegotiatedLanguage) -> Iterator[GlossaryChapter]:
    for anchor, title, labels in _TABLES:
        terms = tuple(
            GlossaryEntry(code, typeset_text(label, "fr"), typeset_text(label, "en")) for code, label in labels.items()
        )
        yield GlossaryChapter(anchor, typeset_text(title, language), terms)
