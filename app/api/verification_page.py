"""The page on which anybody verifies a certificate: plain HTML, in French and in English, without a script."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from app.api.negotiation import NegotiatedLanguage
from app.api.v1.labels import option_label
from app.domain.calendar import PARIS
from app.domain.certificates import Certificate
from app.domain.day_words import in_words
from app.domain.former_register import FormerAward
from app.domain.printed_words import PrintedCertification
from app.domain.text import Text

_TEMPLATES = Environment(loader=PackageLoader("app.api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
_PAGE = _TEMPLATES.get_template("verification.html")
_STYLE = (files("app.api") / "templates" / "verification.css").read_text("utf-8")
_STYLE_DIGEST = b64encode(sha256(_STYLE.encode()).digest()).decode()
_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Vary": "Accept, Accept-Language",
    "X-Robots-Tag": "noindex",
}
_WORDS = {
    "house": Text("CQP et CQPI des Industries Chimiques", "CQP and CQPI of the French chemical industries"),
    "skip": Text("Aller au contenu", "Skip to the content"),
    "languages": Text("Langue", "Language"),
    "check": Text("Vérifier un parchemin", "Verify a certificate"),
    "another": Text("Vérifier un autre parchemin", "Verify another certificate"),
    "where": Text(
        "Le numéro et le code figurent sur le parchemin. Minuscules, espaces et tirets sont sans importance. Un "
        "parchemin de l'ancien registre n'a pas de code : saisissez à sa place la date de naissance du titulaire.",
        "The number and the code stand on the certificate. Case, spaces and dashes do not matter. A certificate of the "
        "former register has no code: type its holder's birth date instead.",
    ),
    "number": Text("Numéro du parchemin", "Certificate number"),
    "number_hint": Text("16 lettres et chiffres", "16 letters and digits"),
    "code": Text("Code de vérification", "Verification code"),
    "code_hint": Text("10 lettres et chiffres", "10 letters and digits"),
    "submit": Text("Vérifier", "Verify"),
    "credential": Text(
        "Par le lien qu'il a reçu, son titulaire peut en tirer une attestation numérique (Open Badges 3.0), qu'un "
        "programme vérifie seul.",
        "By the link that they received, its holder can draw a credential from it (Open Badges 3.0), which a program "
        "verifies by itself.",
    ),
    "credential_how": Text("Comment l'obtenir, et la vérifier", "How to get it, and to verify it"),
    "only": Text(
        "Cette page ne montre que ce que certifie le parchemin.",
        "This page shows nothing but what the certificate certifies.",
    ),
}
_OTHER: Mapping[NegotiatedLanguage, tuple[NegotiatedLanguage, str]] = {
    "fr": ("en", "English"),
    "en": ("fr", "Français"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the page says first. ``kind`` chooses its colours and its sign, and ``status`` is that of the answer."""

    kind: str
    title: Text
    sentence: Text
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who looks at the page: in which language, chosen by hand or preferred by their browser, with what typed.

    ``in_path``: whether the address itself names the certificate, rather than its query.
    """

    language: NegotiatedLanguage
    chosen: NegotiatedLanguage | None
    at: datetime
    number: str = ""
    code: str = ""
    in_path: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of what is certified; ``kind`` is ``number``, or ``french`` for words that have no other language."""

    label: str
    value: str
    kind: str


BLANK = Verdict(
    kind="blank",
    title=Text("Vérification d'un parchemin", "Verification of a certificate"),
    sentence=Text(
        "Assurez-vous qu'un parchemin a bien été délivré, et qu'il est toujours valable.",
        "Make sure that a certificate was really issued, and that it is still valid.",
    ),
)
INCOMPLETE = Verdict(
    kind="incomplete",
    title=Text("Il manque une indication", "Something is missing"),
    sentence=Text(
        "Saisissez le numéro et le code : l'un sans l'autre ne suffit pas.",
        "Type the number and the code: one is not enough without the other.",
    ),
)
UNKNOWN = Verdict(
    kind="unknown",
    title=Text("Parchemin inconnu", "Unknown certificate"),
    sentence=Text(
        "Aucun parchemin ne porte ce numéro avec ce code. Relisez l'un et l'autre sur le document.",
        "No certificate has this number with this code. Read both again on the document.",
    ),
    status=404,
)


def too_many_verifications(seconds: int) -> Verdict:
    """Told to who guesses, or mistypes again and again."""
    plural = "s" if seconds > 1 else ""
    return Verdict(
        kind="too_many",
        title=Text("Trop d'essais", "Too many attempts"),
        sentence=Text(
            f"Patientez {seconds} seconde{plural} avant de recommencer.",
            f"Wait {seconds} second{plural} before you try again.",
        ),
        status=429,
    )


def verdict_on(certificate: Certificate | FormerAward) -> Verdict:
    """What a certificate is worth."""
    revocation = certificate.revocation
    if revocation is None and isinstance(certificate, FormerAward):
        return Verdict(
            kind="valid",
            title=Text("Parchemin valable", "Valid certificate"),
            sentence=Text(
                "Ce parchemin est inscrit à l'ancien registre de la branche, d'avant cette plateforme, et n'a pas été "
                "révoqué.",
                "This certificate stands in the branch's former register, from before this platform, and has not been "
                "revoked.",
            ),
        )
    if revocation is None:
        return Verdict(
            kind="valid",
            title=Text("Parchemin valable", "Valid certificate"),
            sentence=Text(
                "Ce parchemin a été délivré par le jury paritaire national et n'a pas été révoqué.",
                "This certificate was awarded by the national joint jury and has not been revoked.",
            ),
        )
    day = in_words(revocation.on)
    if revocation.replaced_by is not None:
        return Verdict(
            kind="replaced",
            title=Text("Parchemin remplacé", "Replaced certificate"),
            sentence=Text(
                f"Ce parchemin ne vaut plus depuis le {day.fr} : un autre le remplace, que son titulaire peut montrer.",
                f"This certificate has been void since {day.en}: another one, which its holder can show, replaces it.",
            ),
        )
    return Verdict(
        kind="revoked",
        title=Text("Parchemin révoqué", "Revoked certificate"),
        sentence=Text(
            f"Ce parchemin a été délivré, puis révoqué le {day.fr} : il ne vaut plus.",
            f"This certificate was issued, then revoked on {day.en}: it is void.",
        ),
    )


def verification_page(
    verdict: Verdict,
    visit: Visit,
    certificate: Certificate | FormerAward | None = None,
    *,
    has_credential: bool = False,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The page, under the status of its verdict. ``has_credential``: whether one is issued of the certificate."""
    language = visit.language
    page = _PAGE.render(
        language=language,
        chosen_language=visit.chosen,
        has_credential=has_credential and verdict.kind == "valid",
        style=Markup(_STYLE),  # noqa: S704 - our own file
        words={
            **{name: _said(word, language) for name, word in _WORDS.items()},
            "verified_at": _said(_verified_at(visit.at), language),
        },
        verdict={
            "kind": verdict.kind,
            "title": _said(verdict.title, language),
            "sentence": _said(verdict.sentence, language),
        },
        facts=_facts(certificate, language) if certificate is not None else (),
        typed={"number": "", "code": ""} if certificate is not None else {"number": visit.number, "code": visit.code},
        action="../verification" if visit.in_path else "verification",
        other=_other_language(visit),
    )
    told = {**_HEADERS, "Content-Language": language, **(headers or {})}
    return HTMLResponse(page, verdict.status, told)


def _facts(certificate: Certificate | FormerAward, language: NegotiatedLanguage) -> tuple[Fact, ...]:
    awarded, issued = in_words(certificate.awarded_on), in_words(certificate.issued_on or certificate.awarded_on)
    former = isinstance(certificate, FormerAward)
    rows = (
        (Text("Titulaire", "Holder"), certificate.holder.full_name, ""),
        (Text("Certification", "Certification"), _title(certificate.certification), "french"),
        (Text("Option", "Option"), option_label(certificate.option), "french"),
        (Text("Décision du jury", "Decision of the jury"), awarded.in_language(language), ""),
        (Text("Délivrance du parchemin", "Issue of the certificate"), issued.in_language(language), ""),
        (Text("Numéro", "Number"), certificate.number, "number"),
        (Text("Registre", "Register"), _said(_FORMER, language) if former else None, ""),
    )
    return tuple(
        Fact(label=_said(label, language), value=value, kind=kind) for label, value, kind in rows if value is not None
    )


_FORMER = Text("Repris de l'ancien registre", "Of the former register")


def _title(certification: PrintedCertification) -> str:
    """The certification's title, which says itself that it is a CQPI, not that it is a CQP."""
    return certification.title if certification.kind == "cqpi" else f"CQP {certification.title}"


def _said(text: Text, language: NegotiatedLanguage) -> str:
    """The sentence as it is printed: with curved apostrophes, and no line broken before a colon."""
    return (
        text.in_language(language).replace("'", "\N{RIGHT SINGLE QUOTATION MARK}").replace(" :", "\N{NO-BREAK SPACE}:")
    )


def _other_language(visit: Visit) -> dict[str, str]:
    """The same page in the other language, by a query of its own."""
    language, name = _OTHER[visit.language]
    query = {"number": "" if visit.in_path else visit.number, "code": visit.code, "lang": language}
    given = {key: value for key, value in query.items() if value}
    return {"language": language, "name": name, "href": f"?{urlencode(given)}"}


def _verified_at(at: datetime) -> Text:
    local = at.astimezone(PARIS)
    day, hour = in_words(local.date()), f"{local:%H:%M}"
    return Text(f"Vérifié le {day.fr} à {hour}, heure de Paris.", f"Verified on {day.en} at {hour}, Paris time.")
