"""What may be told to everybody of the surveys: nothing by which one holder could be recognised.

Rates are told of whole promotions alone, all accesses together, where their n reaches the threshold; n is rounded as
other published counts are. An answer that is one of a few is nobody else's business.
"""

from dataclasses import dataclass

from app.domain.statistics import Count, mask_small_count
from app.domain.survey_counts import Promotion, WaveCounts
from app.domain.surveys import SurveyWave


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedWave:
    """One wave, as everybody may know it: rates in percent, None where too few answered."""

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
    n = mask_small_count(counts.n, threshold)
    if counts.n < threshold:
        return PublishedWave(wave=wave, n=n)
    return PublishedWave(wave=wave, n=n, global_rate=_whole(counts.global_rate), target_rate=_whole(counts.target_rate))


def _whole(rate: float | None) -> int | None:
    return None if rate is None else int(rate + 0.5)
