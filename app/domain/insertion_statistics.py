"""What may be told to everybody of the surveys: nothing by which one holder could be recognised.

Rates are told of whole promotions alone, all accesses together; n is rounded as other published counts are. A rate
parts those who answered into groups, and is told where none of them is a few: of five, four who work tell of the fifth.
The groups are three, since who works and not in the target job is what one rate leaves of the other. Zero is no
person's.
"""

from dataclasses import dataclass

from app.domain.statistics import Count, mask_small_count
from app.domain.survey_counts import Promotion, WaveCounts
from app.domain.surveys import SurveyWave


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedWave:
    """One wave, as everybody may know it: rates in percent, None where they would tell of a few."""

    wave: SurveyWave
    n: Count
    global_rate: int | None = None
    target_rate: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPromotion:
    """One promotion, as everybody may know it."""

    certification_code: str
    year: int
    certified: Count
    by_vae: Count
    waves: tuple[PublishedWave, ...]


def published(promotion: Promotion, threshold: int) -> PublishedPromotion:
    """The promotion without what is too small to be told."""
    return PublishedPromotion(
        certification_code=promotion.certification_code,
        year=promotion.year,
        certified=mask_small_count(promotion.certified, threshold),
        by_vae=mask_small_count(promotion.by_vae, threshold),
        waves=tuple(_published(wave, promotion.of(wave), threshold) for wave in SurveyWave),
    )


def _published(wave: SurveyWave, counts: WaveCounts, threshold: int) -> PublishedWave:
    """The global rate first: where both would tell of a few in another job, the target-job rate is left out."""
    without, elsewhere = counts.n - counts.employed, counts.employed - counts.in_target

    def tells_of_no_few(*groups: int) -> bool:
        return counts.n >= threshold and not any(0 < group < threshold for group in groups)

    told = tells_of_no_few(without, counts.employed)
    target_told = tells_of_no_few(counts.in_target, counts.n - counts.in_target, elsewhere if told else 0)
    return PublishedWave(
        wave=wave,
        n=mask_small_count(counts.n, threshold),
        global_rate=_whole(counts.global_rate) if told else None,
        target_rate=_whole(counts.target_rate) if target_told else None,
    )


def _whole(rate: float | None) -> int | None:
    return None if rate is None else int(rate + 0.5)
