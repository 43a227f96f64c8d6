"""Dossiers and their outcomes counted, for the branch and the public."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Literal, Self

from fastapi import Query
from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, MirrorBody
from app.api.charts import SVG, Bar, bars
from app.api.container import container_of
from app.api.csv_rows import CSV, TOLD, csv_file, dialect_of
from app.api.faults import invalid_value
from app.api.language import spoken
from app.api.negotiation import preferred
from app.api.problems import problems
from app.api.route_contract import produces
from app.api.routing import router as router_of
from app.api.v1.code_filters import KnownRegion, OurCertification
from app.domain.appeals import APPEAL_OUTCOME_LABELS, AppealOutcome
from app.domain.catalogue import CERTIFICATIONS
from app.domain.deliberation import Outcome
from app.domain.dossier import STATUS_LABELS, Status
from app.domain.pathways import PathwayCode, pathway_of
from app.domain.regions import REGIONS
from app.domain.statistics import DELAY_LABELS, Count, Delay, Dimension, Measured, period_of
from app.domain.text import Text
from app.usecases.ports.statistics import Counted, Share, Table

router = router_of("statistics", "/v1/statistics", description="Dossiers counted, without anybody's being recognised.")

_SECONDS_FRESH = 300
_OUTCOME_LABELS = {outcome: STATUS_LABELS[Status(outcome)] for outcome in Outcome}
_NO_REGION = Text("Sans région", "Without a region")
_NOT_GIVEN = Text("Non renseigné", "Not given")


def _period(name: str) -> str:
    if period_of(name) is None:
        raise invalid_value(
            "not_a_period",
            Text(
                "Une année, un trimestre ou un mois est attendu (2026, 2026-Q3, 2026-07).",
                "A year, a quarter or a month is expected (2026, 2026-Q3, 2026-07).",
            ),
        )
    return name


PeriodName = Annotated[str, AfterValidator(_period)]


class CountOut(MirrorBody):
    """A number of dossiers, rounded to a multiple of the threshold; null and `hidden` where it is below it."""

    value: int | None
    hidden: bool


class OutcomeCountOut(AnswerBody):
    """How many dossiers had one outcome."""

    outcome: Outcome
    outcome_label: str
    dossiers: CountOut


class DelayOut(AnswerBody):
    """How long a step takes, in days: half of the dossiers, and nine in ten, take no longer."""

    step: Delay
    step_label: str
    median_days: int | None
    ninetieth_days: int | None

    @classmethod
    def of(cls, step: Delay, measured: Measured) -> Self:
        """As told."""
        return cls(
            step=step,
            step_label=spoken(DELAY_LABELS[step]),
            median_days=measured.median_days,
            ninetieth_days=measured.ninetieth_days,
        )


class AppealCountOut(AnswerBody):
    """How many dossiers had an appeal answered so."""

    outcome: AppealOutcome
    outcome_label: str
    dossiers: CountOut


class ShareOut(AnswerBody):
    """The dossiers of one key; a null key is where a dossier has none yet, such as a region, or the total.

    `appealed`: those in which something was contested; `appeals`: by what the appeals came to (D71).
    """

    key: str | None
    key_label: str
    dossiers: CountOut
    outcomes: list[OutcomeCountOut]
    delays: list[DelayOut]
    appealed: CountOut
    appeals: list[AppealCountOut]

    @classmethod
    def of(cls, share: Share, label: str) -> Self:
        """As told, under its label."""
        return cls(
            key=share.key,
            key_label=label,
            dossiers=CountOut.of(share.dossiers),
            outcomes=[
                OutcomeCountOut(
                    outcome=outcome, outcome_label=spoken(_OUTCOME_LABELS[outcome]), dossiers=CountOut.of(count)
                )
                for outcome, count in share.outcomes.items()
            ],
            delays=[DelayOut.of(step, measured) for step, measured in share.delays.items()],
            appealed=CountOut.of(share.appealed),
            appeals=[
                AppealCountOut(
                    outcome=outcome, outcome_label=spoken(APPEAL_OUTCOME_LABELS[outcome]), dossiers=CountOut.of(count)
                )
                for outcome, count in share.appeals_by_outcome.items()
            ],
        )


class StatisticsOut(AnswerBody):
    """The counts by key and in all, the threshold under which they are hidden, and when they were made."""

    by: Dimension
    threshold: int
    counted_at: datetime
    shares: list[ShareOut]
    total: ShareOut


_FORMATS: dict[str, Any] = {
    CSV: {"schema": {"type": "string", "description": f"{TOLD} `hidden` stands for a count that is."}},
    SVG: {"schema": {"type": "string", "description": "The chart."}},
}


@router.get(
    "",
    operation_id="getStatistics",
    summary="Count dossiers and outcomes",
    response_model=StatisticsOut,
    responses={200: {"content": _FORMATS}, **problems(422)},
)
@produces(CSV, SVG)
async def count(
    request: Request,
    by: Annotated[Dimension, Query(description="What dossiers are counted by.")] = Dimension.CERTIFICATION,
    certification: Annotated[OurCertification | None, Query(description="Only those for this certification.")] = None,
    pathway: Annotated[PathwayCode | None, Query(description="Only those of this pathway.")] = None,
    region: Annotated[KnownRegion | None, Query(description="Only those assessed in this region (INSEE code).")] = None,
    period: Annotated[
        PeriodName | None,
        Query(description="Only those requested in this year, quarter or month (2026, 2026-Q3, 2026-07)."),
    ] = None,
    chart: Annotated[Literal["outcomes", "delays"], Query(description="What an SVG draws.")] = "outcomes",
) -> Response:
    """Dossiers, outcomes and delays, by certification, pathway, region or period of the request.

    They are as they stood at `counted_at`: some minutes before, one hour where nobody asked meanwhile.

    Nobody can be recognised: a count below the threshold is hidden, and every other one is rounded to a multiple of it,
    totals too, so that no hidden count comes out of the others. Delays are in days, and null where too few took them.
    JSON, CSV or a chart, by `Accept`.
    """
    counted = Counted(
        by=by,
        certification=certification,
        pathway=pathway,
        region=region,
        period=period_of(period) if period else None,
    )
    table = await container_of(request.scope).statistics.count(counted)
    accept = request.headers.get("accept", "*/*")
    media_type = preferred(accept, ("application/json", CSV, SVG))
    is_table = media_type == CSV
    content = csv_file(_rows(by, table), dialect_of(accept)) if is_table else _written(media_type, by, table, chart)
    headers = {
        "ETag": f'"{sha256(content).hexdigest()[:32]}"',
        "Cache-Control": f"public, max-age={_SECONDS_FRESH}",
        "Vary": "Accept",
    }
    if is_table:
        headers["Content-Disposition"] = 'attachment; filename="statistics.csv"'
    if media_type == SVG:
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return Response(content, headers=headers, media_type=media_type)


def _written(media_type: str, by: Dimension, table: Table, chart: str) -> bytes:
    if media_type == SVG:
        return _outcomes_drawn(by, table) if chart == "outcomes" else _delays_drawn(by, table)
    shown = StatisticsOut(
        by=by,
        threshold=table.threshold,
        counted_at=table.counted_at,
        shares=[ShareOut.of(share, _label(by, share.key)) for share in table.shares],
        total=ShareOut.of(table.total, "Total"),
    )
    return shown.model_dump_json().encode()


def _rows(by: Dimension, table: Table) -> Iterator[list[object]]:
    delays = [f"{delay}_{name}_days" for delay in Delay for name in ("median", "ninetieth")]
    yield ["key", "key_label", "dossiers", *Outcome, *delays, "appealed", *(f"appeal_{each}" for each in AppealOutcome)]
    for share in (*table.shares, table.total):
        label = "Total" if share is table.total else _label(by, share.key)
        counts = (share.dossiers, *share.outcomes.values())
        times = [days for each in share.delays.values() for days in (each.median_days, each.ninetieth_days)]
        appeals = (share.appealed, *share.appeals_by_outcome.values())
        yield [share.key, label, *map(_cell, counts), *times, *map(_cell, appeals)]


def _cell(count: Count) -> int | str | None:
    return "hidden" if count.hidden else count.value


def _outcomes_drawn(by: Dimension, table: Table) -> bytes:
    lines = [Bar(_label(by, share.key), [count.value for count in share.outcomes.values()]) for share in table.shares]
    description = (
        f"Dossiers par issue, arrondis à un multiple de {table.threshold} ; en dessous, le nombre est masqué (·)."
    )
    return bars("Issues des dossiers", description, [label.fr for label in _OUTCOME_LABELS.values()], lines, untold="·")


def _delays_drawn(by: Dimension, table: Table) -> bytes:
    lines = [Bar(_label(by, share.key), [share.delays[Delay.TOTAL].median_days]) for share in table.shares]
    span = DELAY_LABELS[Delay.TOTAL].fr
    description = f"Nombre médian de jours {span[:1].lower()}{span[1:]}, là où assez de dossiers y sont parvenus."
    return bars("Délai médian, en jours", description, ["De la demande à la décision"], lines, untold="·")


def _label(by: Dimension, key: str | None) -> str:
    if key is None:
        return spoken(_NO_REGION if by is Dimension.REGION else _NOT_GIVEN)
    if by is Dimension.CERTIFICATION:
        return CERTIFICATIONS[key].title if key in CERTIFICATIONS else key
    if by is Dimension.PATHWAY:
        return spoken(pathway_of(key).label)
    return REGIONS.get(key, key) if by is Dimension.REGION else key
