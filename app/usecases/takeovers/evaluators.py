"""Evaluators taken over, with all that they were ever authorised for: the past is judged by it (R12)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.catalogue import CERTIFICATIONS
from app.domain.evaluators import Evaluator
from app.domain.law import RuleWarning, Violation
from app.domain.regions import REGIONS
from app.domain.rules.evaluators import R12
from app.domain.takeovers import KnownRecord
from app.domain.text import Text
from app.usecases.takeovers.judging import Judged, TakeoverContext, WritingRemarks, fault, subject_id
from app.usecases.takeovers.rows import EvaluatorTakeover, IntakeRow


class EvaluatorImporter:
    """Evaluators, by their addresses."""

    async def judge(
        self, context: TakeoverContext, rows: Sequence[IntakeRow], known: Mapping[str, KnownRecord]
    ) -> list[Judged]:
        """An address that is on the list already, and was not taken over, is left as it is."""
        first: dict[str, str] = {}
        judged = []
        for row in rows:
            value = row.value
            if not isinstance(value, EvaluatorTakeover):
                continue
            evaluator = Evaluator(
                id=subject_id(context, row, known),
                name=value.name,
                email=value.email,
                siren=value.siren,
                published_contact=value.published_contact,
                authorisations=value.authorisations,
                affiliations=value.affiliations,
            )
            other, twin = (
                await context.uow.evaluators.with_email(value.email),
                first.setdefault(value.email, row.source_id),
            )
            judged.append(
                Judged(
                    row=row,
                    subject=evaluator,
                    faults=(*((_twice(twin),) if twin != row.source_id else ()), *_unknown(value)),
                    conflict=_KNOWN if other is not None and other != evaluator.id else None,
                    remarks=_overlaps(value, context),
                )
            )
        return judged

    async def create(self, context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
        """Insert them."""
        for each in judged:
            await context.uow.evaluators.add(each.subject, at=context.now.at, from_before=True)
        return WritingRemarks()

    async def update(self, context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
        """Over the version that was left."""
        before = await context.uow.evaluators.by_ids([each.subject.id for each in judged])
        for each in judged:
            told = replace(each.subject, version=before[each.subject.id].version)
            await context.uow.evaluators.save(told, at=context.now.at, from_before=True)
        return WritingRemarks()


def _unknown(value: EvaluatorTakeover) -> tuple[Violation, ...]:
    faults = []
    seen = set()
    for place, each in enumerate(value.authorisations):
        pointer = f"/authorisations/{place}"
        if each.certification_code not in CERTIFICATIONS:
            faults.append(
                fault(
                    "unknown_certification",
                    f"{pointer}/certification_code",
                    "Cette certification n'existe pas.",
                    "There is no such certification.",
                )
            )
        if each.region not in REGIONS:
            faults.append(
                fault("unknown_region", f"{pointer}/region", "Cette région n'existe pas.", "There is no such region.")
            )
        if each.until_day is not None and each.until_day < each.from_day:
            faults.append(
                fault(
                    "ends_before_it_begins",
                    f"{pointer}/until",
                    "Cette habilitation finit avant de commencer.",
                    "This authorisation ends before it begins.",
                )
            )
        key = (each.certification_code, each.region, each.from_day)
        if key in seen:
            faults.append(
                fault("authorisation_twice", pointer, "Cette habilitation est dite deux fois.", "This is said twice.")
            )
        seen.add(key)
    return tuple(faults)


def _overlaps(value: EvaluatorTakeover, context: TakeoverContext) -> tuple[RuleWarning, ...]:
    in_force = any(each.in_force_on(context.now.on) for each in value.authorisations)
    return () if in_force else (_NOT_AUTHORISED,)


def _twice(twin: str) -> Violation:
    return fault(
        "evaluator_twice",
        "/email",
        f"Cette adresse est déjà celle de « {twin} » dans ce fichier.",
        f"This address is that of “{twin}” in this file already.",
    )


_KNOWN = fault(
    "evaluator_known",
    "/email",
    "Cette adresse est déjà sur la liste : rien n'en est changé.",
    "This address is on the list already: nothing of it is changed.",
)
_NOT_AUTHORISED = RuleWarning(
    code="not_authorised_today",
    rule=R12,
    detail=Text("Aucune habilitation n'est en cours aujourd'hui.", "No authorisation is in force today."),
)
