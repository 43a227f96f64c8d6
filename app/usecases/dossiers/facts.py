"""The facts by which a dossier is judged on a day, gathered for the domain."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from uuid import UUID

from app.domain.branch_forms import BranchForm
from app.domain.bridges import Bridge, bridges_in_force
from app.domain.candidate import Employment
from app.domain.case import Case
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certificate_life import is_worth_nothing
from app.domain.certification import Certification, CqpiEquivalence, Framework, framework_in_force
from app.domain.certification_settings import as_settled
from app.domain.company import Company
from app.domain.company_facts import CompanyFacts
from app.domain.day_words import in_words
from app.domain.deliberation import Outcome
from app.domain.dossier import Dossier, KnownDeath
from app.domain.evaluators import Evaluator, TrainingBody
from app.domain.former_register import FormerAward, as_decided
from app.domain.known_companies import NONE_KNOWN, KnownCompanies, workplaces
from app.domain.law import Violation
from app.domain.options import OptionSought, option_sought
from app.domain.regions import region_of_postal_code
from app.domain.seats import EmployerAccount
from app.domain.text import Text
from app.domain.titles import title_of
from app.usecases.errors import InvalidInput
from app.usecases.ports import UnitOfWork
from app.usecases.ports.persons import PersonFacts
from app.usecases.ports.read_ahead import FactKeys


async def facts_of(uow: UnitOfWork, dossier: Dossier, on: date) -> Case:
    """The case of ``dossier`` on ``on``."""
    (case,) = await cases_of(uow, (dossier,), on)
    return case


async def facts_of_new_dossier(uow: UnitOfWork, dossier: Dossier, on: date) -> Case:
    """The case of a dossier that is just opened, and whose person nobody has looked for or found elsewhere yet."""
    death = dossier.death
    own = (KnownDeath(number=dossier.number, on=death.on),) if death is not None else ()
    (case,) = await _cases(uow, (dossier,), on, {dossier.id: PersonFacts(known_deaths=own)})
    return case


async def cases_of(uow: UnitOfWork, dossiers: Sequence[Dossier], on: date) -> tuple[Case, ...]:
    """The cases of ``dossiers`` on ``on``, in their order: each kind of fact is read once for all of them."""
    if not dossiers:
        return ()
    return await _cases(uow, dossiers, on, await uow.persons.facts_of([dossier.id for dossier in dossiers]))


async def _cases(
    uow: UnitOfWork, dossiers: Sequence[Dossier], on: date, persons: Mapping[UUID, PersonFacts]
) -> tuple[Case, ...]:
    await uow.read_ahead(keys_of(dossiers))
    earlier = {each: tuple(other for other in known.others if other.decisions) for each, known in persons.items()}
    running = {each: tuple(other for other in known.others if not other.is_over) for each, known in persons.items()}
    awards = {each: known.awards for each, known in persons.items() if known.awards}
    others = {
        dossier.id: _other_certifications(dossier, (*earlier[dossier.id], *persons[dossier.id].awards))
        for dossier in dossiers
    }
    frameworks = await uow.reference.frameworks_by_code(
        {dossier.certification_code for dossier in dossiers}.union(*others.values())
    )
    companies = await _companies(uow, dossiers)
    known = await _known_around(uow, dossiers, companies.values())
    accounts = await _accounts(uow, known, companies)
    evaluators = await _evaluators(uow, dossiers)
    parameters, equivalences = await uow.reference.parameters(), await _equivalences(uow, on)
    bridges = await _bridges(uow, dossiers, on)
    revoked = await revoked_awards(uow, chain.from_iterable(earlier.values()))
    cqpi_held = await _cqpi_held(uow, dossiers, earlier, awards)
    for dossier_id, theirs in awards.items():
        former = read_as_dossiers(theirs, frameworks)
        revoked |= former.revoked
        earlier[dossier_id] = tuple(sorted((*earlier[dossier_id], *former.dossiers), key=lambda each: each.id))
    settings = await uow.certification_settings.of({dossier.certification_code for dossier in dossiers})
    networks = await known_networks(uow, _bodies_around(dossiers, evaluators.values()))
    forms = await _forms(uow, dossiers)

    def case_of(dossier: Dossier) -> Case:
        versions = frameworks.get(dossier.certification_code, ())
        framework = _framework_for(dossier, versions, on).of_option(dossier.option)
        company = companies.get(dossier.company_id) if dossier.company_id is not None else None
        return Case(
            dossier=dossier,
            on=on,
            certification=as_settled(CERTIFICATIONS[dossier.certification_code], settings, dossier.requested_on),
            framework=framework,
            parameters=parameters,
            company=company,
            host=_host(dossier.candidate.employment, known),
            evaluator=evaluators.get(dossier.evaluator.evaluator_id) if dossier.evaluator else None,
            former_evaluators=tuple(evaluators[each] for each in _former(dossier) if each in evaluators),
            frameworks=versions,
            other_frameworks=tuple(f for code in sorted(others[dossier.id]) for f in frameworks.get(code, ())),
            earlier=earlier[dossier.id],
            running=running[dossier.id],
            doubts=persons[dossier.id].doubts,
            known_deaths=persons[dossier.id].known_deaths,
            revoked=revoked,
            equivalences=equivalences,
            employer_accounts=_acting_for(dossier, company, known, accounts),
            known_companies=known,
            forms=tuple(form for form in forms if form.certification_code == dossier.certification_code),
            former_companies={
                each.company_id: companies[each.company_id]
                for each in dossier.former_employers
                if each.company_id is not None and each.company_id in companies
            },
            bridged_competences=_bridged(dossier, bridges.get(dossier.bridge_id), framework),
            bridged_to=tuple(sorted(each.partner_certification for each in _opened_by(dossier, bridges.values()))),
            known_networks=networks,
            cqpi_held=cqpi_held.get(dossier.id, frozenset()),
        )

    return tuple(case_of(dossier) for dossier in dossiers)


def gathered_by(dossier: Dossier) -> tuple[object, ...]:
    """All of a dossier by which its case is gathered below: where none of it changes, neither do the facts."""
    assessment = dossier.assessment
    return (
        dossier.certification_code,
        dossier.option,
        dossier.candidate,
        dossier.company_id,
        dossier.former_employers,
        dossier.training_body,
        dossier.accompanying_body,
        dossier.requested_cqpi,
        dossier.bridge_id,
        dossier.requested_on,
        dossier.evaluator,
        dossier.former_assignments,
        dossier.results_on_record,
        dossier.scope,
        dossier.decisions,
        assessment.professional if assessment is not None else None,
        any(document.form_version is not None for document in dossier.documents),
    )


@dataclass(frozen=True, slots=True)
class FormerDossiers:
    """Awards of the former register as the dossiers that a jury decided, and the ids of those that are revoked."""

    dossiers: tuple[Dossier, ...]
    revoked: frozenset[UUID]


def read_as_dossiers(awards: Iterable[FormerAward], frameworks: Mapping[str, Sequence[Framework]]) -> FormerDossiers:
    """For the rules that look at what a person was awarded before (D77); ``frameworks``: by certification, all."""
    told = tuple(awards)
    return FormerDossiers(
        dossiers=tuple(as_decided(each, frameworks.get(each.certification_code, ())) for each in told),
        revoked=frozenset(each.id for each in told if each.revoked_on is not None),
    )


async def former_dossiers(uow: UnitOfWork, person: Collection[UUID]) -> FormerDossiers:
    """Those of a person that is known by these ids; nothing more is read of who has none."""
    awards = await uow.former_register.by_ids(person) if person else ()
    codes = {each.certification_code for each in awards}
    return read_as_dossiers(awards, await uow.reference.frameworks_by_code(codes) if codes else {})


async def company_facts(uow: UnitOfWork, company_id: UUID | None) -> CompanyFacts | None:
    """What the rules need to know of the dossier's company."""
    company = await uow.companies.get(company_id) if company_id is not None else None
    return None if company is None else facts_of_company(company)


async def known_companies(uow: UnitOfWork, sirens: Iterable[str | None]) -> KnownCompanies:
    """The approved establishments of these legal units, and of those that are linked with them (D62)."""
    named = frozenset(siren for siren in sirens if siren is not None)
    if not named:
        return NONE_KNOWN
    linked = await uow.company_links.of_units(named)
    found = await uow.companies.approved_of_units(named.union(*linked.values()))
    return KnownCompanies(establishments=tuple(map(facts_of_company, found)), linked=linked)


async def certification_on(uow: UnitOfWork, code: str, on: date) -> Certification | None:
    """The certification as it was settled for a request of ``on`` (D28, D29), or None where there is none."""
    found = CERTIFICATIONS.get(code)
    return None if found is None else as_settled(found, await uow.certification_settings.of({code}), on)


async def equivalences_for(uow: UnitOfWork, requested_cqpi: Collection[str]) -> tuple[CqpiEquivalence, ...]:
    """Every row between CQP and CQPI, in force or not, where a CQPI is asked for; nothing is read where none is."""
    return await uow.reference.cqpi_equivalences() if requested_cqpi else ()


async def option_asked_for(
    uow: UnitOfWork, dossier: Dossier, others: Iterable[Dossier], revoked: frozenset[UUID]
) -> OptionSought | None:
    """The option that a dossier about to be opened asks for; nothing is read where it names none.

    ``others``: the same person's dossiers that whoever opens it may see, ``revoked`` as of a case.
    """
    if dossier.option is None:
        return None
    versions = await uow.reference.frameworks_of(dossier.certification_code)
    in_force = framework_in_force(versions, dossier.requested_on)
    return option_sought(dossier, in_force, others, revoked)


async def networks_declared_among(uow: UnitOfWork, *bodies: TrainingBody | None) -> frozenset[str]:
    """The codes of all networks, where one of ``bodies`` declares any; nothing is read where none does."""
    return await uow.networks.codes() if any(body is not None and body.networks for body in bodies) else frozenset()


async def known_networks(uow: UnitOfWork, sirens: Collection[str]) -> Mapping[str, frozenset[str]]:
    """By their SIREN, the networks that the register of training bodies knows of them (D59)."""
    return await uow.training_bodies.networks_of(sirens) if sirens else {}


def _bodies_around(dossiers: Iterable[Dossier], evaluators: Iterable[Evaluator]) -> frozenset[str]:
    """The SIREN of the training bodies, and of those who employ the evaluators; none where nobody was trained."""
    bodies = _bodies_of(dossiers)
    return bodies.union(*(evaluator.employers for evaluator in evaluators)) if bodies else bodies


def _bodies_of(dossiers: Iterable[Dossier]) -> frozenset[str]:
    return frozenset(
        body.siren for dossier in dossiers for body in (dossier.training_body, dossier.accompanying_body) if body
    )


def units_named_in(employment: Employment) -> Iterable[str]:
    """The SIREN of the establishments that a candidate's employment names."""
    return (named.siren for named in (employment.employer, employment.user_company) if named is not None)


async def _known_around(
    uow: UnitOfWork, dossiers: Iterable[Dossier], companies: Iterable[CompanyFacts]
) -> KnownCompanies:
    return await known_companies(uow, _units_named(dossiers) | {company.siren for company in companies})


def _units_named(dossiers: Iterable[Dossier]) -> frozenset[str]:
    """The legal units where the candidates work or worked, and the trade professionals."""
    sirens: set[str | None] = set()
    for dossier in dossiers:
        for employment in (dossier.candidate.employment, *(each.employment for each in dossier.former_employers)):
            sirens.update(units_named_in(employment))
        if dossier.assessment is not None and dossier.assessment.professional is not None:
            sirens.add(dossier.assessment.professional.employer_siren)
    return frozenset(siren for siren in sirens if siren is not None)


def _host(employment: Employment, known: KnownCompanies) -> CompanyFacts | None:
    """The user company of a hosted worker, where it has an account."""
    host = employment.user_company if employment.is_hosted else None
    return known.establishment(host.siret) if host is not None else None


_Accounts = Mapping[UUID, tuple[EmployerAccount, ...]]


async def _accounts(uow: UnitOfWork, known: KnownCompanies, companies: Iterable[UUID]) -> _Accounts:
    ids = {each.id for each in known.establishments} | set(companies)
    return await uow.users.employer_accounts(ids) if ids else {}


def _acting_for(
    dossier: Dossier, company: CompanyFacts | None, known: KnownCompanies, accounts: _Accounts
) -> tuple[EmployerAccount, ...]:
    """The accounts that act for the company, for who employs the candidate, or for one of their group (D62)."""
    units = workplaces(dossier.candidate.employment, company)
    units |= known.linked_with(units)
    ids = {each.id: None for each in known.establishments if each.siren in units}
    if company is not None:
        ids[company.id] = None
    return tuple(account for company_id in ids for account in accounts.get(company_id, ()))


async def _forms(uow: UnitOfWork, dossiers: Iterable[Dossier]) -> tuple[BranchForm, ...]:
    """The branch's forms, where a document says on which version of one it is written (R57)."""
    written_on_a_form = (document.form_version is not None for dossier in dossiers for document in dossier.documents)
    return await uow.forms.all() if any(written_on_a_form) else ()


async def _companies(uow: UnitOfWork, dossiers: Iterable[Dossier]) -> dict[UUID, CompanyFacts]:
    ids = _companies_of(dossiers)
    found = await uow.companies.by_ids(ids) if ids else {}
    return {company_id: facts_of_company(company) for company_id, company in found.items()}


def _companies_of(dossiers: Iterable[Dossier]) -> frozenset[UUID]:
    """Those in charge of the dossiers, and those that were."""
    named = chain.from_iterable(
        (dossier.company_id, *(former.company_id for former in dossier.former_employers)) for dossier in dossiers
    )
    return frozenset(each for each in named if each is not None)


def keys_of(dossiers: Iterable[Dossier]) -> FactKeys:
    """By what the facts around these dossiers are read ahead."""
    return FactKeys(
        certifications=frozenset(dossier.certification_code for dossier in dossiers),
        companies=_companies_of(dossiers),
        units=_units_named(dossiers),
        evaluators=_evaluators_of(dossiers),
        bodies=_bodies_of(dossiers),
    )


async def _evaluators(uow: UnitOfWork, dossiers: Iterable[Dossier]) -> Mapping[UUID, Evaluator]:
    ids = _evaluators_of(dossiers)
    return await uow.evaluators.by_ids(ids) if ids else {}


def _evaluators_of(dossiers: Iterable[Dossier]) -> frozenset[UUID]:
    """Those who assess the dossiers, and those who did."""
    chosen = (dossier.evaluator.evaluator_id for dossier in dossiers if dossier.evaluator is not None)
    return frozenset(chosen).union(*map(_former, dossiers))


def _former(dossier: Dossier) -> Iterable[UUID]:
    """Who assessed before the evaluator that is there, and the authors of results: each once."""
    left = (former.choice.evaluator_id for former in dossier.former_assignments)
    return dict.fromkeys((*left, *(record.evaluator_id for record in dossier.results_on_record)))


async def _bridges(uow: UnitOfWork, dossiers: Iterable[Dossier], on: date) -> dict[UUID | None, Bridge | None]:
    """By its id, each bridge's successor that applies between the same two certifications on the day; none are read
    for dossiers that came by none and are not decided."""
    if all(dossier.bridge_id is None and dossier.decision is None for dossier in dossiers):
        return {}
    every = await uow.reference.bridges()
    in_force = bridges_in_force(every, on)
    return {bridge.id: in_force.get(bridge.pair) for bridge in every}


def _opened_by(dossier: Dossier, bridges: Iterable[Bridge | None]) -> frozenset[Bridge]:
    return frozenset(
        each for each in bridges if each is not None and each.chemical_certification == dossier.certification_code
    )


async def revoked_awards(uow: UnitOfWork, dossiers: Iterable[Dossier]) -> frozenset[UUID]:
    """The ids of those, among ``dossiers``, whose award is worth nothing any more."""
    awarded = {
        each.id: each for each in dossiers if each.decision is not None and each.decision.outcome is Outcome.AWARDED
    }
    revoked = await uow.certificates.revoked_among(set(awarded)) if awarded else frozenset()
    held = await uow.certificates.of_dossiers(revoked) if revoked else {}
    return frozenset(each for each in revoked if is_worth_nothing(awarded[each], held.get(each, ())))


async def _cqpi_held(
    uow: UnitOfWork,
    dossiers: Iterable[Dossier],
    earlier: Mapping[UUID, tuple[Dossier, ...]],
    awards: Mapping[UUID, tuple[FormerAward, ...]],
) -> dict[UUID, frozenset[str]]:
    """By the dossier that asks for some: the CQPI of which the same person has a valid certificate from before."""
    asking = {dossier.id: earlier[dossier.id] for dossier in dossiers if dossier.requested_cqpi}
    others = {other.id for each in asking.values() for other in each}
    found = await uow.certificates.of_dossiers(others) if others else {}
    valid = {
        other: frozenset(each.certification_code for each in certificates if each.is_valid)
        for other, certificates in found.items()
    }
    return {
        asks: frozenset(code for other in those for code in valid.get(other.id, ())).union(
            each.certification_code for each in awards.get(asks, ()) if each.is_valid_in_full
        )
        for asks, those in asking.items()
    }


def facts_of_company(company: Company) -> CompanyFacts:
    """What the rules need to know of a company that is at hand."""
    return CompanyFacts(
        id=company.id,
        siret=company.siret,
        name=company.name,
        idcc=company.idcc,
        ccnic_verified=company.ccnic_verified,
        region=region_of_postal_code(company.address.postal_code) if company.address.country == "FR" else None,
    )


def _framework_for(dossier: Dossier, frameworks: tuple[Framework, ...], on: date) -> Framework:
    """The frozen version once the assessment has started, else the one in force (R57)."""
    if dossier.scope is not None:
        return next(f for f in frameworks if f.version == dossier.scope.framework_version)
    current = framework_in_force(frameworks, on)
    if current is None:
        title = title_of(dossier.certification_code)
        raise InvalidInput(
            Violation(
                code="no_framework_in_force",
                detail=Text(
                    f"Aucun référentiel de « {title} » n'est en vigueur le {in_words(on).fr} : "
                    "le secrétariat doit le publier.",
                    f"No framework of “{title}” is in force on {in_words(on).en}: the secretariat has to publish it.",
                ),
            )
        )
    return current


def _other_certifications(dossier: Dossier, earlier: Iterable[Dossier | FormerAward]) -> frozenset[str]:
    """The certifications of the person's other dossiers and awards, and those that they were verified to hold."""
    verified = {held.code for held in dossier.candidate.held_certifications if held.is_verified}
    codes = {other.certification_code for other in earlier} | (verified & CERTIFICATIONS.keys())
    return frozenset(codes - {dossier.certification_code})


async def _equivalences(uow: UnitOfWork, on: date) -> tuple[CqpiEquivalence, ...]:
    return tuple(row for row in await uow.reference.cqpi_equivalences() if row.in_force_from <= on)


def _bridged(dossier: Dossier, bridge: Bridge | None, framework: Framework) -> frozenset[str]:
    """The competences that the bridge in force brings (R78, D26), where the certificate held is verified (D25)."""
    if bridge is None:
        return frozenset()
    held = {item.code for item in dossier.candidate.held_certifications if item.is_verified}
    return frozenset(bridge.brings(framework)) if bridge.partner_certification in held else frozenset()
