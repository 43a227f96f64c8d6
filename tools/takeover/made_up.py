"""The rows of a former system that never was, as many as asked for, the same each time for the same numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.domain.catalogue import CERTIFICATIONS

Row = dict[str, Any]

_NAMES: Sequence[str] = (
    *("Lefèvre", "Moreau", "Nguyen Van", "de La Fontaine", "Garcia", "Saint-Martin", "Øye", "Benali", "Roux", "Petit"),
    *("O'Brien", "Jäger-Schröder", "Da Silva", "Müller", "Haddad", "Traoré", "Kowalski", "Fabre", "Noël", "Le Goff"),
)
_WOMEN = ("Élodie", "Marie-Claude", "Anaïs", "Fatima", "Inès", "Zoé", "Hélène", "Léa")
_MEN = ("Jean Pierre", "François", "Mehdi", "Loïc", "Aurélien", "Stéphane", "Karim", "Théo")
_TOWNS = ("Saint-Fons (69)", "Grenoble", "Rouen", "Le Havre", "Lacq", "Feyzin", "Mulhouse", "Pau", "Salindres")
_STREETS = ("rue de l'Industrie", "avenue Jean-Jaurès", "chemin des Prés", "quai de la Loire")
_POSTS = (("01000", "Bourg-en-Bresse"), ("69007", "Lyon"), ("76600", "Le Havre"), ("38000", "Grenoble"))
_FIRST, _PASSPORT = date(2011, 9, 1), date(2021, 7, 1)
_CQP = tuple(code for code, each in CERTIFICATIONS.items() if not each.options and not each.by_equivalence)
_BRIEFING = {
    "candidate_informed": True,
    "professional_informed": True,
    "guide_delivered": True,
    "outil_3_delivered": True,
    "branch_documents_used": True,
}
_TO_THE_ASSESSMENT = ("plan", "accepted", "registered")
_ASSESSED = ("whole", "observed", "done")
_VAE = ("identified", "admissible")
_P3 = ("admissible", "portfolio", "accepted", "p3_whole", "done")
_PARTS: Mapping[str, Sequence[str]] = {
    "opened": (),
    "identified": ("identified",),
    "planned": ("plan",),
    "registered": ("plan", "chosen", "registered"),
    "accepted": _TO_THE_ASSESSMENT,
    "assessing": (*_TO_THE_ASSESSMENT, "first"),
    "awaiting_concertation": (*_TO_THE_ASSESSMENT, "no_concertation"),
    "awaiting_observations": (*_TO_THE_ASSESSMENT, "whole", "invited", "done"),
    "without_observations": (*_TO_THE_ASSESSMENT, "whole", "waived", "done"),
    "assessed": (*_TO_THE_ASSESSMENT, *_ASSESSED),
    "on_a_jury": (*_TO_THE_ASSESSMENT, *_ASSESSED, "on_a_jury"),
    "put_off": (*_TO_THE_ASSESSMENT, *_ASSESSED, "put_off_by_branch"),
    "direct_identified": ("identified",),
    "direct_confirmed": ("identified", "confirmed"),
    "direct_registered": ("identified", "confirmed", "accepted", "registered"),
    "direct_assessed": ("identified", "confirmed", "accepted", "registered", *_ASSESSED),
    "direct_on_a_jury": ("identified", "confirmed", "accepted", "registered", *_ASSESSED, "on_a_jury"),
    "vae_received": ("identified", "received"),
    "vae_incomplete": ("identified", "incomplete"),
    "vae_admissible": _VAE,
    "vae_extended": ("identified", "extended"),
    "vae_registered": (*_VAE, "accepted", "registered"),
    "vae_assessed": (*_VAE, "accepted", "registered", *_ASSESSED),
    "vae_on_a_jury": (*_VAE, "accepted", "registered", *_ASSESSED, "on_a_jury"),
    "vae_put_off": (*_VAE, "accepted", "registered", *_ASSESSED, "put_off_by_employer"),
    "p3_received": ("received",),
    "p3_incomplete": ("incomplete",),
    "p3_admissible": ("admissible",),
    "p3_portfolio": ("admissible", "portfolio"),
    "p3_assigned": ("admissible", "portfolio", "chosen"),
    "p3_accepted": ("admissible", "portfolio", "accepted"),
    "p3_assessed": _P3,
    "p3_on_a_jury": (*_P3, "registered_after", "on_a_jury"),
    "p3_put_off": (*_P3, "registered_after", "put_off_by_branch"),
}
"""What each step has behind it, in the words of ``_parts``; the last ones count."""
STEPS = tuple(_PARTS)
"""How far each running dossier has come, one after the other."""
_PATHWAYS: Mapping[str, Row] = {
    "vae": {"pathway": "simplified_vae"},
    "p3": {"pathway": "common_law_vae"},
    "direct": {"pathway": "individualised_training", "variant": "direct_assessment"},
}
_TRAINED: Row = {"pathway": "individualised_training"}
_COMPETENCES = tuple(f"C{place}" for place in range(1, 8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How many of each kind."""

    certificates: int
    companies: int
    dossiers: int
    partial_results: int = 0


def made_up(sizes: Sizes, on: date) -> Mapping[str, Sequence[Row]]:
    """The rows of every kind, by the names of their files; ``on`` is the day of the takeover."""
    companies = list(_companies(sizes.companies))
    return {
        "companies": companies,
        "evaluators": list(_evaluators()),
        "users": [*_employers(companies[:50]), *_jury()],
        "jury_sessions": [_session(on)],
        "certificates": list(_certificates(sizes.certificates, on, companies)),
        "partial_results": list(_partial_results(sizes.partial_results, on, companies)),
        "dossiers": list(_dossiers(sizes.dossiers, on, companies)),
    }


def siret(number: int) -> str:
    """A SIRET of nobody, its keys right."""
    return _with_key(_with_key(f"{30_000_000 + number}") + "0001")


def _companies(count: int) -> Iterator[Row]:
    for number in range(count):
        postal_code, city = _POSTS[number % len(_POSTS)]
        yield {
            "source_id": f"ENT-{number:05d}",
            "siret": siret(number),
            "name": f"Chimie {number:05d} & fils",
            "idcc": "0044" if number % 10 else "0292",
            "address": {
                "street": f"{1 + number % 99} {_STREETS[number % len(_STREETS)]}",
                "postal_code": postal_code,
                "city": city,
            },
            "contact": {"name": f"Responsable {_letters(number)}", "email": f"rh{number}@reprise.example"},
            "ccnic": bool(number % 10),
            "verified_on": "2019-05-14",
        }


def _evaluators() -> Iterator[Row]:
    for number in range(3):
        yield {
            "source_id": f"EVA-{number}",
            "name": f"Évaluatrice {_letters(number)}",
            "email": f"evaluatrice{number}@reprise.example",
            "authorisations": [
                {"certification_code": code, "region": region, "from": "2011-09-01"}
                for code in _CQP
                for region in ("84", "28")
            ],
        }


def _employers(companies: Sequence[Row]) -> Iterator[Row]:
    for number, company in enumerate(companies):
        yield {
            "source_id": f"UTI-{number:05d}",
            "email": company["contact"]["email"],
            "name": company["contact"]["name"],
            "role": "employer",
            "company_siret": company["siret"],
        }


def _jury() -> Iterator[Row]:
    for number in range(4):
        yield {
            "source_id": f"JUR-{number}",
            "email": f"jury{number}@reprise.example",
            "name": f"Membre {_letters(number)}",
            "role": "jury",
        }


def _session(on: date) -> Row:
    return {
        "source_id": "SES-1",
        "held_on": _day(on + timedelta(60)),
        "registration_closes_on": _day(on + timedelta(30)),
        "place": "Paris",
        "capacity": 1000,
        "members": [
            {
                "email": f"jury{number}@reprise.example",
                "college": "employees" if number % 2 else "employers",
                "chair": not number,
            }
            for number in range(4)
        ],
    }


def _certificates(count: int, on: date, companies: Sequence[Row]) -> Iterator[Row]:
    """Numbers of three former forms; one in twenty revoked; some people with two, some on the same name."""
    span = (on - timedelta(120) - _FIRST).days
    for number in range(count):
        awarded = _FIRST + timedelta(number * span // max(count, 1))
        row: Row = {
            "source_id": f"PAR-{number:06d}",
            "number": (f"CQP {awarded.year}/{number:05d}", f"{number:06d}-{awarded:%y}", f"CH.{number}.{awarded:%m%y}")[
                number % 3
            ],
            "certification_code": _CQP[number % len(_CQP)],
            "holder": _holder(number - 1 if number % 40 == 1 else number),
            "awarded_on": _day(awarded),
            "issued_on": _day(awarded + timedelta(15)),
            "outcome": "awarded",
        }
        if companies and number % 2:
            row["company_siret"] = companies[number % len(companies)]["siret"]
        if number % 20 == 7:
            row |= {"revoked_on": _day(awarded + timedelta(90)), "revocation_reason": "Pièce fausse"}
        if awarded >= _PASSPORT and number % 4:
            row["passport_sent_on"] = _day(awarded + timedelta(40))
        yield row


def _partial_results(count: int, on: date, companies: Sequence[Row]) -> Iterator[Row]:
    for number in range(count):
        row: Row = {
            "source_id": f"ACQ-{number:05d}",
            "holder": _holder(900_000 + number),
            "certification_code": _CQP[number % len(_CQP)],
            "competences": ["C1", "C2"],
            "jury_on": _day(on - timedelta(200 + 7 * (number % 150))),
            "pathway": ("individualised_training", "simplified_vae")[number % 2],
        }
        if companies:
            row["company_siret"] = companies[number % len(companies)]["siret"]
        yield row


def _dossiers(count: int, on: date, companies: Sequence[Row]) -> Iterator[Row]:
    for number in range(count):
        step = STEPS[number % len(STEPS)]
        chemical: list[Row | None] = [each for each in companies if each["ccnic"]] or [None]
        others: list[Row | None] = [each for each in companies if not each["ccnic"]] or chemical
        among = others if step.startswith("p3") else chemical
        company = among[number % len(among)]
        yield _dossier(step, number, on, company)


def _dossier(step: str, number: int, on: date, company: Row | None) -> Row:
    """As a former system would hold it; every other one of those that wait is long over its term.

    The first candidate may be the holder of the first certificate: nothing says so but their civil status.
    """
    requested = on - timedelta(100 + 400 * (number // len(STEPS) % 2))
    pathway = _PATHWAYS.get(step.split("_", 1)[0], _TRAINED)
    holder = _holder(500_000 + number if number else 0)
    employer = {"siret": company["siret"], "idcc": company["idcc"]} if company is not None else None
    row: Row = {
        "source_id": f"DOS-{number:05d}",
        "number": f"EC-{number:05d}",
        "requested_on": _day(requested),
        **pathway,
        "certification_code": _CQP[number % 12],
        "candidate": {
            **holder,
            "employment": {"status": "employee", **({"employer": employer} if employer else {})},
            "experience": [
                {"activity": "Fabrication", "start": _day(requested - timedelta(1200)), "directly_related": True}
            ],
        },
    }
    if company is not None and pathway["pathway"] != "common_law_vae":
        row["company_siret"] = company["siret"]
    if pathway["pathway"] == "individualised_training":
        row["training_scheme"] = "skills_development_plan"
    parts = {**_before(requested), **_of_the_assessment(requested), **_after_it(requested)}
    return row | {name: value for part in _PARTS[step] for name, value in parts[part].items()}


def _before(requested: date) -> Mapping[str, Row]:
    """What comes before the assessment, the days counted from the request."""
    after = _days_after(requested)
    choice = {
        "email": "evaluatrice0@reprise.example",
        "region": "84",
        "planned_on": after(60),
        "fees_agreed": True,
        "chosen_on": after(20),
    }
    return {
        **_requests(requested),
        "identified": {
            "skills_identification": {
                "held_on": after(-10),
                "technical_expert": {"name": "Paul Expert", "employer_siren": "123456782"},
                "interview_expert": {"name": "Ana Experte", "kind": "employee"},
                "competences": [{"code": code, "mastered": True} for code in _COMPETENCES],
            }
        },
        "plan": {
            "training_plan": {
                "competences": ["C1", "C2"],
                "actions": [{"label": "Accompagnement au poste", "kind": "tutorat", "hours": 70}],
                "starts_on": after(5),
                "ends_on": after(50),
            }
        },
        "confirmed": {"direct_assessment": {"confirmed": True, "evidence": "Attestation lue", "on": after(12)}},
        "portfolio": {"portfolio_completed_on": after(40)},
        "chosen": {"evaluator": choice},
        "accepted": {"evaluator": {**choice, "accepted_on": after(25)}},
        "registered": {"registered_on": after(22)},
    }


def _requests(requested: date) -> Mapping[str, Row]:
    """Requests for admissibility, as far as they have come."""
    after = _days_after(requested)
    received: Row = {"received_on": [after(0)]}
    grounds = [{"text": "CERFA non signé"}]
    incomplete = {"decision": "incomplete", "decided_on": after(15), "grounds": grounds}
    admitted: Row = {
        **received,
        "decisions": [{"decision": "admissible", "decided_on": after(15)}],
        "tracking_number": "1A 000 000 000",
        "dispatched_on": after(16),
        "acknowledged_on": after(18),
    }
    extension = {"until": after(900), "reason": "Congé de maternité", "granted_on": after(60)}
    return {
        "received": {"admissibility": received},
        "incomplete": {"admissibility": {**received, "decisions": [incomplete]}},
        "admissible": {"admissibility": admitted},
        "extended": {"admissibility": {**admitted, "extensions": [extension]}},
    }


def _of_the_assessment(requested: date) -> Mapping[str, Row]:
    """The assessment, in part, without its end, or whole."""
    held_on = _days_after(requested)(60)
    whole = _assessment(held_on, _COMPETENCES)
    professional = {"name": "Anne Métier", "employer_siren": "123456782", "employer_idcc": "0044"}
    return {
        "first": {"assessment": _assessment(held_on, ("C1",))},
        "no_concertation": {"assessment": {**whole, "concertation_held_on": None}},
        "whole": {"assessment": whole},
        "p3_whole": {"assessment": {**whole, "trade_evaluator": professional}},
    }


def _after_it(requested: date) -> Mapping[str, Row]:
    """What comes after it, to the agenda of a jury."""
    after = _days_after(requested)
    invited = {
        "name": "Paul Métier",
        "email": "paul.metier@reprise.example",
        "employer_siren": "123456782",
        "position": "Chef d'atelier",
        "invited_on": after(61),
    }
    observed = {"observations": "Travail sûr et régulier.", "observed_on": after(63)}
    return {
        "invited": {"trade_evaluator": invited},
        "observed": {"trade_evaluator": {**invited, **observed}},
        "waived": {"trade_observations_waiver": {"reason": "Atelier fermé", "on": after(64)}},
        "done": {"assessment_completed_on": after(65)},
        "registered_after": {"registered_on": after(68)},
        "on_a_jury": {"jury_registration": {"session_source_id": "SES-1", "registered_on": after(70)}},
        "put_off_by_branch": {"jury_registration": {"registered_on": after(70), "put_off_by": "branch"}},
        "put_off_by_employer": {"jury_registration": {"registered_on": after(70), "put_off_by": "employer"}},
    }


def _days_after(requested: date) -> Callable[[int], str]:
    return lambda days: _day(requested + timedelta(days))


def _assessment(held_on: str, codes: Sequence[str]) -> Row:
    return {
        "held_on": [held_on],
        "briefing": _BRIEFING,
        "concertation_held_on": held_on,
        "place": {"postal_code": "69007", "city": "Lyon"},
        "results": [{"competence_code": code, "acquired": True, "comment": "Acquis en situation."} for code in codes],
        "candidate_observations": "Satisfaite de l'entretien.",
        "evaluator_observations": "Rien à signaler.",
    }


def _holder(number: int) -> Row:
    woman = bool(number % 2)
    names = _WOMEN if woman else _MEN
    born = date(1960, 1, 1) + timedelta((number * 7919) % 12_000)
    return {
        "birth_name": f"{_NAMES[number % len(_NAMES)]} {_letters(number)}",
        "first_names": names[number // len(_NAMES) % len(names)],
        "birth_date": _day(born),
        "birth_place": _TOWNS[number % len(_TOWNS)],
        "sex": "F" if woman else "M",
    }


def _letters(number: int) -> str:
    """A word that no other number has."""
    word = ""
    while True:
        number, place = divmod(number, 20)
        word += "bcdfghjklmnpqrstvwxz"[place] + "aeiou"[(place + len(word)) % 5]
        if not number:
            return word.capitalize()


def _day(day: date) -> str:
    return day.isoformat()


def _with_key(digits: str) -> str:
    doubled = (int(digit) * (2 - rank % 2) for rank, digit in enumerate(reversed(digits)))
    return digits + str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)
