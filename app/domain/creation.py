"""What must be true of a dossier on the day on which it is opened."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import Certification, CqpiEquivalence
from app.domain.company_facts import CompanyFacts
from app.domain.conditions import Applicant
from app.domain.cqpi import without_correspondence
from app.domain.day_words import in_words
from app.domain.dossier import Dossier
from app.domain.evaluators import TrainingBody
from app.domain.known_companies import NONE_KNOWN, KnownCompanies, employer_on_record
from app.domain.law import ParametersInForce, Violation
from app.domain.networks import unknown_networks
from app.domain.once_each import in_the_way, second_of
from app.domain.options import OptionSought
from app.domain.pathway import UnmetCondition
from app.domain.pathways import is_a_pathway, pathway_followed_by
from app.domain.refusal import Refusal, judged_whole
from app.domain.rules.decisions import D28, D35, D48
from app.domain.rules.scheme import R5, R7
from app.domain.text import Text
from app.domain.training_schemes import TRAINING_SCHEMES


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierOpening:
    """A dossier about to be opened, and the facts that it is judged by.

    ``company`` opens it; ``known_companies`` are those that it names beside. ``networks``: the codes of all networks;
    empty where the dossier declares none. ``others``: the same person's other dossiers that whoever opens it may see,
    ``revoked`` the ids of those whose certificate is worth nothing any more. ``sought``: the option asked for, where
    the certification has options. ``equivalences``: every row between CQP and CQPI, where a CQPI is asked for.
    ``wrong_links``: what was found of its links as they were read, to be told with all the rest.
    """

    dossier: Dossier
    certification: Certification | None
    company: CompanyFacts | None
    parameters: ParametersInForce
    networks: frozenset[str] = frozenset()
    known_companies: KnownCompanies = NONE_KNOWN
    others: tuple[Dossier, ...] = ()
    revoked: frozenset[UUID] = frozenset()
    sought: OptionSought | None = None
    equivalences: tuple[CqpiEquivalence, ...] = ()
    wrong_links: tuple[Violation, ...] = ()


def applicant_of(
    dossier: Dossier,
    company: CompanyFacts | None,
    *,
    known: KnownCompanies = NONE_KNOWN,
    sought: OptionSought | None = None,
) -> Applicant:
    """What the conditions look at in a dossier that ``company`` opened.

    Mastery is the skills identification's to say, once there is one.
    """
    identification, employment = dossier.skills_identification, dossier.employment_on_request
    return Applicant(
        employment=employment,
        birth_date=dossier.candidate.birth_date,
        experience=dossier.candidate.experience,
        masters_all_competences=None if identification is None else not identification.to_acquire,
        company=None if employment.is_hosted else employer_on_record(employment, company, known),
        opened_by=company,
        linked=known.linked_with(employment.legal_units),
        options=() if sought is None else (sought,),
    )


def unmet_by(
    dossier: Dossier,
    company: CompanyFacts | None,
    parameters: ParametersInForce,
    *,
    known: KnownCompanies = NONE_KNOWN,
    sought: OptionSought | None = None,
    impossible: tuple[Violation, ...] = (),
) -> tuple[Violation, ...]:
    """The conditions of the pathway that the candidate does not meet on the day of the request (D32, D41).

    ``known``: what is known of the companies around (D62); ``sought``: the option asked for, beside those that the
    candidate holds (D53). ``impossible``: what cannot be in the dossier; no condition is judged by it.
    """
    places = _places_of(impossible)
    if "/variant" in places:
        return ()
    applicant = applicant_of(dossier, company, known=known, sought=sought)
    if "/candidate/birth_date" in places:
        applicant = replace(applicant, birth_date=None)
    unmet = pathway_followed_by(dossier).unmet_conditions(applicant, parameters, dossier.requested_on)
    if dossier.skills_identification is None:
        unmet = tuple(violation for violation in unmet if violation.code != "competences_not_all_mastered")
    return tuple(violation for violation in unmet if not _rests_on(violation, places))


def open_dossier(opening: DossierOpening) -> Dossier | Refusal:
    """The dossier, opened; or what is impossible in it and which conditions refuse it (D40), at once.

    A second one is refused here where no request is decided on (D52).
    """
    dossier = opening.dossier
    bodies = {"training_body": dossier.training_body, "accompanying_body": dossier.accompanying_body}
    impossible = (
        *impossible_values(dossier, opening.certification),
        *unknown_networks_of(bodies, opening.networks),
        *opening.wrong_links,
    )
    against_rules = (*_closed_ways(opening), *_closed_to_the_candidate(opening, impossible))
    return judged_whole(impossible, against_rules) or dossier


def _closed_to_the_candidate(opening: DossierOpening, impossible: tuple[Violation, ...]) -> Iterator[Violation]:
    dossier = opening.dossier
    if not is_a_pathway(dossier.pathway, dossier.variant):
        return
    if refuses_what_is_unmet(dossier):
        known, sought = opening.known_companies, opening.sought
        facts = dossier, opening.company, opening.parameters
        yield from unmet_by(*facts, known=known, sought=sought, impossible=impossible)
    if pathway_followed_by(dossier).step("admissibility") is None:
        yield from second_of(dossier, in_the_way(dossier, opening.others, opening.revoked))


_RESTS_ON: Mapping[str, frozenset[str]] = {
    "/candidate/experience": frozenset({"/candidate/birth_date", "/candidate/experience"}),
    "/candidate/employment": frozenset({"/company_id"}),
}
"""The members that a condition on each of these is judged by, beside itself."""


def _rests_on(unmet: Violation, places: Collection[str]) -> bool:
    """Whether a condition was judged by something at one of ``places``."""
    judged_by = [names for place, names in _RESTS_ON.items() if (unmet.pointer or "").startswith(place)]
    return any(place.startswith(name) for names in judged_by for name in names for place in places)


def _places_of(faults: Iterable[Violation]) -> frozenset[str]:
    return frozenset(fault.pointer for fault in faults if fault.pointer is not None)


def refuses_what_is_unmet(dossier: Dossier) -> bool:
    """D40: whether an unmet condition refuses the creation; elsewhere it is kept, and proposed as a ground."""
    return pathway_followed_by(dossier).unmet_condition is UnmetCondition.REFUSES_CREATION


def impossible_values(dossier: Dossier, certification: Certification | None) -> tuple[Violation, ...]:
    """What cannot be in a dossier, whatever the rules: codes that do not exist, days out of order."""
    return (
        *_unknown_certification(certification),
        *_option_faults(dossier, certification),
        *_unknown_scheme(dossier),
        *_impossible_days(dossier),
        *_impossible_links(dossier),
    )


def unknown_networks_of(bodies: Mapping[str, TrainingBody | None], known: frozenset[str]) -> tuple[Violation, ...]:
    """D59: the networks that are declared of bodies, by the names of their members, and that there are not."""
    return tuple(
        fault
        for name, body in bodies.items()
        if body is not None
        for fault in unknown_networks(body.networks, known, f"/{name}/networks")
    )


def _unknown_certification(certification: Certification | None) -> tuple[Violation, ...]:
    if certification is not None:
        return ()
    return (
        _value(
            "unknown_certification",
            "/certification_code",
            "Cette certification n'existe pas.",
            "There is no such certification.",
        ),
    )


def _option_faults(dossier: Dossier, certification: Certification | None) -> tuple[Violation, ...]:
    option = dossier.option
    if certification is None:
        return ()
    if certification.options and option is None:
        choices = ", ".join(certification.options)
        return (
            Violation(
                code="option_required",
                rule=R7,
                pointer="/option",
                detail=Text(
                    f"Cette certification a une option : {choices}.", f"This certification has an option: {choices}."
                ),
            ),
        )
    return unknown_option(option, certification)


def unknown_option(option: str | None, certification: Certification) -> tuple[Violation, ...]:
    """An option, where one is named, is one of the certification's."""
    if option is None or option in certification.options:
        return ()
    return (
        _value(
            "unknown_option",
            "/option",
            "Cette certification n'a pas cette option.",
            "This certification has no such option.",
        ),
    )


def _unknown_scheme(dossier: Dossier) -> tuple[Violation, ...]:
    if dossier.training_scheme is None or dossier.training_scheme in TRAINING_SCHEMES:
        return ()
    return (
        _value(
            "unknown_training_scheme",
            "/training_scheme",
            "Ce dispositif de formation n'existe pas.",
            "There is no such training scheme.",
        ),
    )


def _impossible_days(dossier: Dossier) -> tuple[Violation, ...]:
    faults = []
    if dossier.candidate.birth_date >= dossier.created_on:
        faults.append(
            _value(
                "day_in_the_future",
                "/candidate/birth_date",
                "Cette date de naissance n'est pas passée.",
                "This birth date is not in the past.",
            )
        )
    elif dossier.candidate.birth_date >= dossier.requested_on:
        faults.append(
            _before_the_birth(
                "/candidate/birth_date",
                "La demande est antérieure à cette date de naissance.",
                "The request was made before this birth date.",
            )
        )
    else:
        faults.extend(_days_before_the_birth(dossier))
    for index, period in enumerate(dossier.candidate.experience):
        if period.end is not None and period.end < period.start:
            faults.append(
                _value(
                    "ends_before_it_starts",
                    f"/candidate/experience/{index}/end",
                    "Cette période finit avant de commencer.",
                    "This period ends before it starts.",
                )
            )
    for index, held in enumerate(dossier.candidate.held_certifications):
        if held.awarded_on > dossier.created_on:
            faults.append(
                _value(
                    "day_in_the_future",
                    f"/candidate/held_certifications/{index}/awarded_on",
                    "Cette date n'est pas passée.",
                    "This day has not come yet.",
                )
            )
    return tuple(faults)


def _days_before_the_birth(dossier: Dossier) -> Iterator[Violation]:
    """D48: nobody worked, or was awarded anything, before they were born."""
    candidate = dossier.candidate
    for index, period in enumerate(candidate.experience):
        if period.start < candidate.birth_date:
            yield _before_the_birth(
                f"/candidate/experience/{index}/start",
                "Cette période commence avant la naissance du candidat.",
                "This period starts before the candidate was born.",
            )
    for index, held in enumerate(candidate.held_certifications):
        if held.awarded_on < candidate.birth_date:
            yield _before_the_birth(
                f"/candidate/held_certifications/{index}/awarded_on",
                "Cette certification est antérieure à la naissance du candidat.",
                "This certification was awarded before the candidate was born.",
            )


def _before_the_birth(pointer: str, fr: str, en: str) -> Violation:
    return Violation(code="before_the_birth", rule=D48, pointer=pointer, detail=Text(fr, en))


def _impossible_links(dossier: Dossier) -> tuple[Violation, ...]:
    faults = []
    if not is_a_pathway(dossier.pathway, dossier.variant):
        faults.append(
            _value(
                "variant_not_in_pathway",
                "/variant",
                "Ce parcours n'a pas ce cas particulier.",
                "This pathway has no such special case.",
            )
        )
    elif pathway_followed_by(dossier).names_a_bridge is not (dossier.bridge_id is not None):
        faults.append(
            _value(
                "bridge_mismatch",
                "/bridge_id",
                "Une passerelle est indiquée pour ce parcours, et pour lui seul.",
                "A bridge is named for that pathway, and for it alone.",
            )
        )
    for index, code in enumerate(dossier.requested_cqpi):
        asked = CERTIFICATIONS.get(code)
        if asked is None or not asked.by_equivalence:
            faults.append(
                _value(
                    "not_a_cqpi_by_equivalence",
                    f"/requested_cqpi/{index}",
                    "Ce code n'est pas celui d'un CQPI délivré par équivalence.",
                    "This is not the code of a CQPI delivered by equivalence.",
                )
            )
        elif code in dossier.requested_cqpi[:index]:
            faults.append(
                _value(
                    "cqpi_twice",
                    f"/requested_cqpi/{index}",
                    "Ce CQPI est demandé deux fois.",
                    "This CQPI is asked for twice.",
                )
            )
    return tuple(faults)


def _closed_ways(opening: DossierOpening) -> tuple[Violation, ...]:
    dossier = opening.dossier
    of_the_scheme = closed_scheme(dossier.training_scheme, dossier.requested_on)
    if opening.certification is None:
        return of_the_scheme
    return (
        *closed_pathway(opening.certification, dossier.pathway),
        *of_the_scheme,
        *without_correspondence(dossier.requested_cqpi, dossier.certification_code, opening.equivalences),
    )


def closed_pathway(certification: Certification, pathway: str) -> tuple[Violation, ...]:
    """R5, D28: the pathway leads to the certification, which is not one that is delivered by equivalence only."""
    if certification.by_equivalence:
        return (
            Violation(
                code="delivered_by_equivalence_only",
                rule=R5,
                pointer="/certification_code",
                detail=Text(
                    "Ce CQPI n'est délivré que par équivalence : demandez-le dans le dossier d'un CQP.",
                    "This CQPI is delivered by equivalence only: ask for it in a CQP's dossier (requested_cqpi).",
                ),
            ),
        )
    if pathway in certification.pathways:
        return ()
    return (
        Violation(
            code="pathway_not_open_to_certification",
            rule=D28,
            pointer="/pathway",
            detail=Text(
                "Ce parcours ne mène pas à cette certification.",
                "This pathway does not lead to this certification.",
            ),
        ),
    )


def closed_scheme(code: str | None, on: date) -> tuple[Violation, ...]:
    """D35: the training scheme, where one is named, is open on the day of the request."""
    scheme = TRAINING_SCHEMES.get(code) if code is not None else None
    if scheme is None or scheme.open_on(on):
        return ()
    return (
        Violation(
            code="training_scheme_not_open",
            rule=D35,
            pointer="/training_scheme",
            detail=Text(
                f"Le dispositif « {scheme.label.fr} » n'est pas ouvert le {in_words(on).fr}.",
                f"The training scheme “{scheme.label.en}” is not open on {in_words(on).en}.",
            ),
        ),
    )


def _value(code: str, pointer: str, fr: str, en: str) -> Violation:
    return Violation(code=code, pointer=pointer, detail=Text(fr, en))
