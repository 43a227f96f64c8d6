"""What these mails may say: numbers, days and codes, in the reader's language. Each template takes what it needs."""

from datetime import date

from app.domain.admissibility import months_of_candidacy, months_to_answer, request_of
from app.domain.catalogue import CERTIFICATIONS
from app.domain.cqpi import WITHHELD_LABELS, Withheld
from app.domain.day_words import in_words
from app.domain.documents import DOCUMENT_LABELS, SIGNATORY_LABELS, DocumentKind, Signatory
from app.domain.dossier import AdmissibilityVerdict, Dossier
from app.domain.durations import duration
from app.domain.examination import PUT_BACK_LABELS
from app.domain.jury import JurySession
from app.domain.law import ParametersInForce
from app.domain.regions import REGIONS
from app.usecases.event_mails.context import EventContext
from app.usecases.ports.accounts import Language


def event_mail_values(context: EventContext, language: Language) -> dict[str, str]:
    """What there is to say. Never a reason that somebody typed, nor what a jury or a funder wrote of the person; but
    what an answer `incomplete` asks for (D70)."""
    return {
        **(session_values(context.session, language) if context.session is not None else {}),
        **(dossier_values(context.dossier_if_any) if context.dossier_if_any is not None else {}),
        **(_of_assignment(context.dossier_if_any, language) if context.dossier_if_any is not None else {}),
        **(
            _of_request(context.dossier_if_any, context.parameters, language)
            if context.dossier_if_any is not None
            else {}
        ),
        **_of_event(context, language),
    }


def dossier_values(dossier: Dossier) -> dict[str, str]:
    """What tells people which dossier it is."""
    return {
        "dossier_id": str(dossier.id),
        "number": dossier.number,
        "certification": CERTIFICATIONS[dossier.certification_code].title,
        "candidate": dossier.candidate.full_name,
        "closure": str(dossier.closure.reason) if dossier.closure is not None else "",
    }


def session_values(session: JurySession, language: Language) -> dict[str, str]:
    """When and where the jury sits."""
    day = in_words(session.held_on).in_language(language)
    return {"session_id": str(session.id), "day": day, "place": session.place}


def _of_assignment(dossier: Dossier, language: Language) -> dict[str, str]:
    choice = dossier.evaluator
    if choice is None:
        return {}
    return {"region": REGIONS[choice.region], "planned_on": in_words(choice.planned_on).in_language(language)}


def _of_request(dossier: Dossier, parameters: ParametersInForce, language: Language) -> dict[str, str]:
    """The delays of the request for admissibility, as they were on the day on which each began to run."""
    request, months = request_of(dossier), {}
    if request.received_on:
        months["answer_within"] = months_to_answer(parameters, request.received_on[-1])
    if request.decision is not None:
        months["candidacy_lasts"] = months_of_candidacy(parameters, request.decision.decided_on)
    return {name: duration(count, "months").in_language(language) for name, count in months.items()}


def _of_document(context: EventContext, language: Language) -> dict[str, str]:
    kind, signatory = context.detail("kind"), context.detail("signatory")
    return {
        "document": DOCUMENT_LABELS[DocumentKind(kind)].in_language(language) if kind in set(DocumentKind) else "",
        "signatory": SIGNATORY_LABELS[Signatory(signatory)].in_language(language) if signatory else "",
    }


def _of_event(context: EventContext, language: Language) -> dict[str, str]:
    days = {name: context.detail(name) for name in ("until", "was_held_on", "died_on") if context.detail(name)}
    code, because = context.detail("certification_code"), context.detail("because")
    return {
        "reference": context.detail("reference"),
        "against": context.detail("against"),
        "decision": context.detail("decision"),
        "grounds": _what_is_asked_for(context),
        "reopened": str(context.undone_closure.get("reason", "")),
        "until": "",
        "outcome": context.detail("outcome"),
        "replaces": context.detail("replaces"),
        "put_back": ", ".join(PUT_BACK_LABELS[code].in_language(language) for code in context.put_back),
        **_of_document(context, language),
        "confirmed": "yes" if context.event.details.get("confirmed") else "",
        "has_reason": "yes" if context.detail("reason") else "",
        "change": context.detail("change"),
        **{name: in_words(date.fromisoformat(day)).in_language(language) for name, day in days.items()},
        **({"certification": CERTIFICATIONS[code].title} if code else {}),
        **({"because": WITHHELD_LABELS[Withheld(because)].in_language(language)} if because else {}),
    }


def _what_is_asked_for(context: EventContext) -> str:
    """What a request lacks, a line each; of another answer nothing is told."""
    if context.detail("decision") != AdmissibilityVerdict.INCOMPLETE:
        return ""
    return "\n".join(f"- {' '.join(str(ground).split())}" for ground in context.event.details.get("grounds") or ())
