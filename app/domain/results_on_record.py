"""What became of each result: every value that it took, whose it was and of which day, and who answers for it now."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from app.domain.assessment import Assessment, Result, ResultRecord, Sitting
from app.domain.dossier import Dossier


def records_of(dossier: Dossier) -> tuple[ResultRecord, ...]:
    """Every value, oldest first; a result from before they were kept is the evaluator's, of no known day."""
    results = dossier.assessment.results if dossier.assessment is not None else ()
    if dossier.evaluator is None or dossier.reduced_on is not None:
        return dossier.results_on_record
    known = {record.competence_code for record in dossier.results_on_record}
    before = tuple(
        _recorded(result, dossier.evaluator.evaluator_id, None)
        for result in results
        if result.competence_code not in known
    )
    return (*before, *dossier.results_on_record)


def values_of(dossier: Dossier, code: str) -> tuple[ResultRecord, ...]:
    """The values that the result of one competence took, oldest first; the last is the one that stands."""
    return tuple(record for record in records_of(dossier) if record.competence_code == code)


def unconfirmed_results(dossier: Dossier) -> tuple[Result, ...]:
    """The results that the evaluator took over from another, and has not sent (D63)."""
    if dossier.assessment is None:
        return ()
    return tuple(result for result in dossier.assessment.results if not _is_confirmed(dossier, result.competence_code))


def _is_confirmed(dossier: Dossier, code: str) -> bool:
    values = values_of(dossier, code)
    if not values or dossier.evaluator is None:
        return True
    return values[-1].is_answered_for_by(dossier.evaluator.evaluator_id)


def with_what_was_sent(dossier: Dossier, sent: Assessment, on: date) -> Dossier:
    """The dossier with the assessment as sent, the results that wait for a confirmation, and each change on record."""
    codes = {result.competence_code for result in sent.results}
    waiting = tuple(result for result in unconfirmed_results(dossier) if result.competence_code not in codes)
    whole = replace(
        sent, results=(*sent.results, *waiting), sittings=(*sent.sittings, *where_the_former_sat(dossier, sent))
    )
    records = _with_changes(dossier, sent, on)
    kept = {result.competence_code for result in whole.results}
    records = (*records, *_taken_out(records, kept, dossier, on))
    return replace(dossier, assessment=whole, results_on_record=records)


def _with_changes(dossier: Dossier, sent: Assessment, on: date) -> tuple[ResultRecord, ...]:
    records = list(records_of(dossier))
    if dossier.evaluator is None:
        return tuple(records)
    author = dossier.evaluator.evaluator_id
    last = {record.competence_code: place for place, record in enumerate(records)}
    for result in sent.results:
        place = last.get(result.competence_code)
        former = records[place] if place is not None else None
        if place is None or former is None or (former.acquired, former.comment) != (result.acquired, result.comment):
            records.append(_recorded(result, author, on))
        elif not former.is_answered_for_by(author):
            records[place] = replace(former, confirmed_by=author, confirmed_on=on)
    return tuple(records)


def _taken_out(
    records: tuple[ResultRecord, ...], kept: set[str], dossier: Dossier, on: date
) -> tuple[ResultRecord, ...]:
    if dossier.evaluator is None:
        return ()
    standing = {record.competence_code: record for record in records}
    return tuple(
        ResultRecord(
            competence_code=code,
            acquired=None,
            comment="",
            evaluator_id=dossier.evaluator.evaluator_id,
            recorded_on=on,
        )
        for code, record in standing.items()
        if record.acquired is not None and code not in kept
    )


def _recorded(result: Result, evaluator_id: UUID, on: date | None) -> ResultRecord:
    return ResultRecord(
        competence_code=result.competence_code,
        acquired=result.acquired,
        comment=result.comment,
        evaluator_id=evaluator_id,
        recorded_on=on,
    )


def where_the_former_sat(dossier: Dossier, sent: Assessment) -> tuple[Sitting, ...]:
    """The sittings of those who were replaced, as they told them, where what is sent does not tell them again."""
    told = {sitting.on for sitting in sent.sittings}
    found = {}
    for former in dossier.former_assignments:
        for day in sorted(former.sittings.intersection(sent.held_on) - told):
            assessment = former.assessment
            if assessment is None or day in found:
                continue
            apart = next((each for each in assessment.sittings if each.on == day), None)
            found[day] = apart or Sitting(
                on=day,
                region=(assessment.place.region if assessment.place is not None else None) or former.choice.region,
                place=assessment.place,
                remote=assessment.remote,
            )
    return tuple(found.values())
