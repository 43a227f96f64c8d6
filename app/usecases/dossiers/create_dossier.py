"""Opening a dossier."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from app.domain.admissibility import candidacy_ends_on
from app.domain.calendar import overdue
from app.domain.candidate import Candidate
from app.domain.company_facts import CompanyFacts
from app.domain.creation import DossierOpening, open_dossier
from app.domain.dossier import Admissibility, Dossier, Trainer, Tutor
from app.domain.evaluators import TrainingBody
from app.domain.funding import Funding
from app.domain.funding_declarations import unknown_funders
from app.domain.law import RuleWarning, Violation
from app.domain.rules.decisions import D52, D64
from app.domain.text import Text
from app.usecases.access import SYSTEM, Caller, Role
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, check_grant, save_opened
from app.usecases.dossiers.facts import (
    certification_on,
    company_facts,
    equivalences_for,
    facts_of,
    former_dossiers,
    keys_of,
    known_companies,
    networks_declared_among,
    option_asked_for,
    revoked_awards,
    units_named_in,
)
from app.usecases.dossiers.reading import view_as_seen_by
from app.usecases.dossiers.warnings import warnings_at_opening
from app.usecases.moment import Moment
from app.usecases.persons.recognising import Recognition, join_by_secretariat, keep_recognition, recognise
from app.usecases.ports import UnitOfWork
from app.usecases.ports.dossiers import DossierView
from app.usecases.ports.read_ahead import FactKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingReference:
    """A funder, and the number that it knows the funding by."""

    funder_code: str
    reference: str

    def funding(self, funding_id: UUID, at: datetime) -> Funding:
        """The same as it is kept from then on."""
        return Funding(id=funding_id, funder_code=self.funder_code, reference=self.reference, declared_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDossier:
    """What is declared of a dossier when it is opened."""

    pathway: str
    variant: str | None
    certification_code: str
    option: str | None
    candidate: Candidate
    training_scheme: str | None
    training_body: TrainingBody | None
    accompanying_body: TrainingBody | None
    tutor: Tutor | None
    trainers: tuple[Trainer, ...]
    company_id: UUID | None
    requested_cqpi: tuple[str, ...]
    previous_dossier_id: UUID | None
    fundings: tuple[FundingReference, ...]
    bridge_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedDossier:
    """A dossier that was opened, as its caller sees it, and what to know of it that stops nothing."""

    view: DossierView
    warnings: tuple[RuleWarning, ...]


async def create_dossier(
    uow: UnitOfWork, caller: Caller, *, new: NewDossier, now: Moment, new_id: Callable[[], UUID]
) -> CreatedDossier:
    """Open a dossier, refused by the conditions of its pathway where D40 says so.

    Raises Forbidden, InvalidInput, RulesRefused.
    """
    async with uow:
        opened = await opened_dossier(uow, caller, new=new, now=now, new_id=new_id)
        warnings = await warnings_at_opening(
            uow,
            caller,
            opened.dossier,
            now.on,
            is_funded=bool(new.fundings),
            is_nobody_known=opened.recognition.is_nobody_known,
        )
        view = await _view(uow, opened)
        await uow.commit()
    return CreatedDossier(view=view_as_seen_by(caller, view), warnings=warnings)


async def _view(uow: UnitOfWork, opened: "JudgedDossier") -> DossierView:
    """The dossier as it was saved; read again only where others have their part in what is shown around it."""
    dossier = opened.dossier
    if opened.fundings or not opened.recognition.is_nobody_known:
        found = await uow.dossiers.view(SYSTEM, dossier.id)
        if found is not None:
            return found
    company = None if dossier.company_id is None else await uow.companies.get(dossier.company_id)
    return DossierView(
        dossier=dossier,
        company_siret=None if company is None else company.siret,
        company_name=None if company is None else company.name,
        evaluator_name=None,
        person_id=dossier.id,
        certificates=(),
        fundings=(),
    )


async def opened_dossier(
    uow: UnitOfWork, caller: Caller, *, new: NewDossier, now: Moment, new_id: Callable[[], UUID]
) -> "JudgedDossier":
    """The same, inside a transaction that is open already."""
    judged = await judged_dossier(uow, caller, new=new, now=now, new_id=new_id)
    (opened,) = await open_judged(uow, caller, (judged,), now=now, new_id=new_id)
    return opened


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedDossier:
    """A dossier as it would be opened, whose it is, and who pays for it."""

    dossier: Dossier
    recognition: Recognition
    fundings: tuple[FundingReference, ...]
    previous: Dossier | None = None


async def open_judged(
    uow: UnitOfWork, caller: Caller, judged: Sequence[JudgedDossier], *, now: Moment, new_id: Callable[[], UUID]
) -> tuple[JudgedDossier, ...]:
    """Number dossiers of which each is judged and no two are one person's, and write them down together."""
    numbers = await uow.dossiers.next_numbers(now.on.year, len(judged))
    opened = tuple(
        replace(each, dossier=replace(each.dossier, number=number))
        for each, number in zip(judged, numbers, strict=True)
    )
    commands = {
        each.dossier.id: Act(
            caller=caller, operation_id="createDossier", dossier_id=each.dossier.id, now=now, new_id=new_id
        )
        for each in opened
    }
    await save_opened(uow, [(commands[each.dossier.id], each.dossier) for each in opened])
    for each in opened:
        await _keep_whose_it_is(uow, commands[each.dossier.id], each)
        for declared in each.fundings:
            await uow.fundings.add(each.dossier.id, declared.funding(new_id(), now.at))
    return opened


async def judged_dossier(
    uow: UnitOfWork, caller: Caller, *, new: NewDossier, now: Moment, new_id: Callable[[], UUID]
) -> JudgedDossier:
    """The dossier as it would be opened, without a number; nothing of it is written. Raises as ``create_dossier``."""
    drafted = _drafted(caller, new, now, new_id())
    check_grant(caller, drafted)
    wrong_links = await _unknown_funders(uow, new, drafted.requested_on)
    previous = await _previous(uow, caller, drafted)
    wrong_links += await _wrong_links(uow, drafted, previous, company_named=new.company_id)
    await uow.read_ahead(keys_of((drafted,)))
    company = await company_facts(uow, drafted.company_id)
    recognition = await recognise(uow, drafted, company)
    if previous is not None:
        wrong_links += _wrong_previous(drafted, previous, recognition)
        if caller.role is Role.SECRETARIAT:
            recognition = recognition.joined_to(await uow.persons.person_of(previous.id))
    opening = await opening_of(
        uow, caller, drafted, company=company, person=recognition.person, wrong_links=wrong_links
    )
    opened = unwrap(open_dossier(opening), drafted.requested_on)
    running = await _running_admissibility(uow, opened, previous, recognition, now.on)
    if running is not None:
        opened = replace(opened, admissibility=running, requested_on=running.received_on[0])
    return JudgedDossier(dossier=opened, recognition=recognition, fundings=new.fundings, previous=previous)


async def opening_of(
    uow: UnitOfWork,
    caller: Caller,
    drafted: Dossier,
    *,
    company: CompanyFacts | None,
    person: Collection[UUID],
    wrong_links: tuple[Violation, ...] = (),
) -> DossierOpening:
    """The dossier with all that it is judged by as it opens; ``person``: the ids of the same person's other ones."""
    others = await _visible(uow, caller, person)
    revoked = await revoked_awards(uow, others)
    if caller.role is Role.SECRETARIAT:
        former = await former_dossiers(uow, person)
        others, revoked = (*former.dossiers, *others), revoked | former.revoked
    return DossierOpening(
        dossier=drafted,
        certification=await certification_on(uow, drafted.certification_code, drafted.requested_on),
        company=company,
        parameters=await uow.reference.parameters(),
        networks=await networks_declared_among(uow, drafted.training_body, drafted.accompanying_body),
        others=others,
        revoked=revoked,
        sought=await option_asked_for(uow, drafted, others, revoked),
        equivalences=await equivalences_for(uow, drafted.requested_cqpi),
        known_companies=await known_companies(uow, units_named_in(drafted.candidate.employment)),
        wrong_links=wrong_links,
    )


async def look_ahead(uow: UnitOfWork, caller: Caller, new: Sequence[NewDossier]) -> None:
    """Have what several dossiers are about to be judged by read together, their companies and persons held."""
    companies = frozenset(each for one in new if (each := _company_of(caller, one)) is not None)
    for company_id in sorted(companies):
        await uow.companies.hold(company_id)
    await uow.persons.look_ahead([one.candidate.identity for one in new])
    await uow.read_ahead(
        FactKeys(
            certifications=frozenset(one.certification_code for one in new),
            companies=companies,
            units=frozenset(siren for one in new for siren in units_named_in(one.candidate.employment)),
        )
    )


def _company_of(caller: Caller, new: NewDossier) -> UUID | None:
    return caller.company_id if caller.role is Role.EMPLOYER else new.company_id


async def _unknown_funders(uow: UnitOfWork, new: NewDossier, on: date) -> tuple[Violation, ...]:
    """D72: who is named as paying is a funder."""
    if not new.fundings:
        return ()
    known = {funder.code: funder for funder in await uow.funders.all()}
    codes = [declared.funder_code for declared in new.fundings]
    return unknown_funders(codes, known, on, lambda place: f"/fundings/{place}/funder_code")


async def _visible(uow: UnitOfWork, caller: Caller, person: Collection[UUID]) -> tuple[Dossier, ...]:
    """The person's other dossiers, as far as the caller may see them (D52)."""
    read = [await uow.dossiers.get(caller, each) for each in sorted(person)]
    return tuple(dossier for dossier in read if dossier is not None)


async def _keep_whose_it_is(uow: UnitOfWork, command: Act, judged: JudgedDossier) -> None:
    await keep_recognition(uow, judged.dossier, judged.recognition, now=command.now, new_id=command.new_id)
    if judged.previous is not None and command.caller.role is Role.SECRETARIAT:
        await join_by_secretariat(
            uow,
            command.caller,
            (judged.previous.id, judged.dossier.id),
            reason=f"previous_dossier_id : {judged.previous.number}",
            now=command.now,
            new_id=command.new_id,
        )


def _drafted(caller: Caller, new: NewDossier, now: Moment, dossier_id: UUID) -> Dossier:
    return Dossier(
        id=dossier_id,
        number="",
        pathway=new.pathway,
        variant=new.variant,
        certification_code=new.certification_code,
        option=new.option,
        candidate=new.candidate,
        training_scheme=new.training_scheme,
        training_body=new.training_body,
        accompanying_body=new.accompanying_body,
        tutor=new.tutor,
        trainers=new.trainers,
        company_id=_company_of(caller, new),
        requested_cqpi=new.requested_cqpi,
        previous_dossier_id=new.previous_dossier_id,
        bridge_id=new.bridge_id,
        created_by_role=caller.role,
        created_on=now.on,
        requested_on=now.on,
        created_at=now.at,
        updated_at=now.at,
    )


async def _wrong_links(
    uow: UnitOfWork, dossier: Dossier, previous: Dossier | None, *, company_named: UUID | None
) -> tuple[Violation, ...]:
    """What the dossier points to exists, and may be seen by who points to it."""
    faults = []
    elsewhere = company_named not in {None, dossier.company_id}
    company = await uow.companies.hold(dossier.company_id) if dossier.company_id is not None else None
    if elsewhere or (dossier.company_id is not None and company is None):
        faults.append(_unknown("company", "/company_id"))
    elif company is not None and company.succession is not None:
        faults.append(_SUCCEEDED)
    if dossier.previous_dossier_id is not None and previous is None:
        faults.append(_unknown("dossier", "/previous_dossier_id"))
    if dossier.bridge_id is not None:
        bridge = await uow.reference.bridge(dossier.bridge_id)
        if bridge is None or bridge.value.chemical_certification != dossier.certification_code:
            faults.append(_unknown("bridge", "/bridge_id"))
    return tuple(faults)


async def _previous(uow: UnitOfWork, caller: Caller, dossier: Dossier) -> Dossier | None:
    named = dossier.previous_dossier_id
    return None if named is None else await uow.dossiers.get(caller, named)


def _wrong_previous(dossier: Dossier, previous: Dossier, recognition: Recognition) -> tuple[Violation, ...]:
    """D52: a previous dossier is over, is the same person's as far as anybody can tell, and was for the same."""
    faults = []
    if not previous.is_over:
        faults.append(_NOT_OVER)
    if previous.certification_code != dossier.certification_code:
        faults.append(_OF_ANOTHER_CERTIFICATION)
    if previous.id not in recognition.alike:
        faults.append(_OF_ANOTHER_PERSON)
    return tuple(faults)


async def _running_admissibility(
    uow: UnitOfWork, dossier: Dossier, previous: Dossier | None, recognition: Recognition, on: date
) -> Admissibility | None:
    """D33: an admissibility that still runs is taken over from the former attempt of the same person (D49).

    The day of the request comes with it (D41).
    """
    if previous is None or previous.id not in recognition.person:
        return None
    if (previous.pathway, previous.option) != (dossier.pathway, dossier.option):
        return None
    end = candidacy_ends_on(await facts_of(uow, previous, on))
    return previous.admissibility if end is not None and not overdue(end, on) else None


def _of_previous(code: str, fr: str, en: str) -> Violation:
    return Violation(code=code, rule=D52, pointer="/previous_dossier_id", detail=Text(fr, en))


_NOT_OVER = _of_previous(
    "previous_dossier_running",
    "Ce dossier est en cours : poursuivez-le, ou retirez-le d'abord.",
    "This dossier is running: go on with it, or withdraw it first.",
)
_OF_ANOTHER_CERTIFICATION = _of_previous(
    "previous_dossier_of_another_certification",
    "Ce dossier visait une autre certification : rien n'en est repris, ne le nommez pas.",
    "This dossier was for another certification: nothing of it is taken over, leave it out.",
)
_OF_ANOTHER_PERSON = _of_previous(
    "previous_dossier_of_another_person",
    "L'état civil de ce dossier est celui d'une autre personne : corrigez-le, ou ne le nommez pas.",
    "The civil status of this dossier is another person's: correct it, or leave it out.",
)


_SUCCEEDED = Violation(
    code="company_succeeded",
    rule=D64,
    pointer="/company_id",
    detail=Text(
        "Une autre entreprise a repris celle-ci : ouvrez le dossier pour elle.",
        "Another company has taken over from this one: open the dossier for that one.",
    ),
)


def _unknown(what: str, pointer: str) -> Violation:
    return Violation(
        code=f"unknown_{what}",
        pointer=pointer,
        detail=Text(
            "Cet identifiant ne désigne rien que vous puissiez voir, ou rien qui convienne ici.",
            "This identifier names nothing that you may see, or nothing that fits here.",
        ),
    )
