"""Both rates, by hand: without the neutralised, and of how many."""

import pytest

from app.domain.insertion_statistics import published
from app.domain.statistics import Count
from app.domain.survey_answers import Standing, standing_of
from app.domain.survey_counts import AccessRoute, Promotion, WaveCounts, percent, with_totals
from app.domain.surveys import SurveyWave
from tests.surveyed import TEN_COUNTED_AND_THREE_NEUTRALISED

BY_HAND = WaveCounts(asked=18, answered=13, neutralised=3, employed=9, in_target=7)


def a_promotion(access: AccessRoute | None = None, code: str = "cqp-a", year: int = 2026, **changes: int) -> Promotion:
    counts = {"asked": 18, "answered": 13, "neutralised": 3, "employed": 9, "in_target": 7, **changes}
    certified = counts.pop("certified", 18)
    return Promotion(
        certification_code=code,
        year=year,
        access=access,
        certified=certified,
        by_vae=certified if access is AccessRoute.VAE else 0,
        waves={SurveyWave.M6: WaveCounts(**counts)},
    )


def test_thirteen_answers_three_neutralised_and_five_silent_make_90_and_70_percent_of_ten() -> None:
    assert (BY_HAND.n, BY_HAND.global_rate, BY_HAND.target_rate, BY_HAND.answer_rate) == (10, 90.0, 70.0, 72.2)


def test_the_example_counts_as_by_hand() -> None:
    standings = [standing_of(each) for each in TEN_COUNTED_AND_THREE_NEUTRALISED]

    assert (len(standings), standings.count(Standing.NEUTRALISED)) == (13, 3)
    assert standings.count(Standing.IN_TARGET_JOB) == 7
    assert standings.count(Standing.IN_ANOTHER_JOB) == 2


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [(0, 0, None), (0, 3, 0.0), (1, 3, 33.3), (2, 3, 66.7), (1, 8, 12.5), (1, 16, 6.3), (1, 2000, 0.1), (7, 7, 100.0)],
)
def test_a_rate_has_one_decimal_halves_upwards_and_there_is_none_of_nobody(
    part: int, whole: int, rate: float | None
) -> None:
    assert percent(part, whole) == rate


def test_a_promotion_is_told_whole_and_then_by_access() -> None:
    vae = a_promotion(AccessRoute.VAE, certified=2, asked=2, answered=1, neutralised=1, employed=0, in_target=0)
    training = a_promotion(AccessRoute.TRAINING)
    earlier = a_promotion(AccessRoute.OTHER, year=2025)

    told = list(with_totals([vae, training, earlier]))

    assert [(each.year, each.access) for each in told] == [
        (2025, None),
        (2025, AccessRoute.OTHER),
        (2026, None),
        (2026, AccessRoute.TRAINING),
        (2026, AccessRoute.VAE),
    ]
    whole = told[2]
    assert (whole.certification_code, whole.certified, whole.by_vae) == ("cqp-a", 20, 2)
    assert whole.of(SurveyWave.M6) == WaveCounts(asked=20, answered=14, neutralised=4, employed=9, in_target=7)
    assert whole.of(SurveyWave.M24) == WaveCounts()


def test_certifications_come_in_the_order_of_their_codes() -> None:
    told = with_totals([a_promotion(AccessRoute.VAE, code="cqp-b"), a_promotion(AccessRoute.VAE)])

    assert [each.certification_code for each in told] == ["cqp-a", "cqp-a", "cqp-b", "cqp-b"]


@pytest.mark.parametrize(
    ("n", "told"), [(0, Count(value=0)), (4, Count(value=None)), (5, Count(value=5)), (12, Count(value=10))]
)
def test_everybody_reads_counts_that_tell_of_no_few(n: int, told: Count) -> None:
    promotion = published(a_promotion(answered=n + 3, certified=4, employed=0, in_target=0), 5)
    wave = promotion.waves[1]

    assert (wave.wave, wave.n) == (SurveyWave.M6, told)
    assert (promotion.certified, promotion.by_vae) == (Count(value=None), Count(value=0))
    assert (promotion.certification_code, promotion.year) == ("cqp-a", 2026)


@pytest.mark.parametrize(
    ("n", "employed", "in_target", "rates"),
    [
        pytest.param(0, 0, 0, (None, None), id="nobody who counts"),
        pytest.param(4, 4, 4, (None, None), id="four who count are too few"),
        pytest.param(5, 5, 5, (100, 100), id="all five work, and in the target job"),
        pytest.param(5, 0, 0, (0, 0), id="none of the five works"),
        pytest.param(5, 4, 4, (None, None), id="one of five has no job"),
        pytest.param(5, 4, 0, (None, 0), id="one of five has no job, and nobody the target one"),
        pytest.param(5, 5, 4, (100, None), id="one of five works elsewhere"),
        pytest.param(5, 5, 1, (100, None), id="one of five works in the target job"),
        pytest.param(9, 5, 5, (None, None), id="four of nine have no job"),
        pytest.param(10, 5, 5, (50, 50), id="five of ten have none"),
        pytest.param(10, 4, 0, (None, 0), id="four of ten work"),
        pytest.param(10, 10, 5, (100, 50), id="five of ten work elsewhere"),
        pytest.param(10, 10, 6, (100, None), id="four of ten work elsewhere"),
        pytest.param(20, 15, 13, (75, None), id="two of twenty work elsewhere, which both rates would tell"),
        pytest.param(20, 15, 10, (75, 50), id="five of each group and more"),
        pytest.param(20, 19, 14, (None, 70), id="one of twenty has no job, which the other rate does not tell"),
    ],
)
def test_everybody_reads_a_rate_only_where_no_group_that_it_tells_of_is_a_few(
    n: int, employed: int, in_target: int, rates: tuple[int | None, int | None]
) -> None:
    wave = published(a_promotion(answered=n + 3, employed=employed, in_target=in_target), 5).waves[1]

    assert (wave.global_rate, wave.target_rate) == rates


def test_published_rates_are_whole_halves_upwards() -> None:
    told = published(a_promotion(answered=43, employed=35, in_target=5), 5).waves[1]

    assert (told.global_rate, told.target_rate) == (88, 13)
