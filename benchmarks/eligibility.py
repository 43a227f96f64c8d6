"""`python -m benchmarks.eligibility`: what checkEligibility costs in process, for candidates drawn at random."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from statistics import quantiles
from time import perf_counter

from rich.console import Console

from app.domain.candidate import Employment, EmploymentStatus, Establishment
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import framework_in_force
from app.domain.conditions import Applicant
from app.domain.eligibility import eligibilities, warnings_about
from app.domain.eligibility_question import Question
from app.domain.experience import Experience
from app.domain.law import ParametersInForce
from app.sandbox.reference import reference_examples

_SEED = 20261123
_LATEST_START = date(2026, 11, 1)
_MILLISECONDS = 1000


def main() -> None:
    """Ask the question of every candidate, and tell the median and the worst hundredth."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=1000)
    spent = [_milliseconds(question) for question in _questions(parser.parse_args().candidates)]
    cuts = quantiles(spent, n=100, method="inclusive")
    Console(soft_wrap=True).print(
        f"checkEligibility, {len(spent)} candidats au hasard, tous les parcours, dans le processus : "
        f"p50 {cuts[49]:.2f} ms, p99 {cuts[98]:.2f} ms, pire {max(spent):.2f} ms",
        highlight=False,
    )


def _milliseconds(question: Question) -> float:
    started = perf_counter()
    for each in eligibilities(question):
        warnings_about(each.pathway, question)
    return (perf_counter() - started) * _MILLISECONDS


def _questions(count: int) -> Iterator[Question]:
    chance, examples = Random(_SEED), reference_examples()
    certifications = [each for each in CERTIFICATIONS.values() if each.pathways]
    for _ in range(count):
        certification = chance.choice(certifications)
        frameworks = (f for f in examples.frameworks if f.certification_code == certification.code)
        day = date(2026, 1, 1) + timedelta(days=chance.randrange(365))
        yield Question(
            certification=certification,
            applicant=_applicant(chance),
            on=day,
            parameters=ParametersInForce(),
            framework=framework_in_force(frameworks, day),
            equivalences=examples.cqpi_equivalences,
            bridges=examples.bridges,
        )


def _applicant(chance: Random) -> Applicant:
    employer = Establishment(siret="12345678200010", idcc=chance.choice(["0044", "0292", None]))
    return Applicant(
        employment=Employment(status=chance.choice(list(EmploymentStatus)), employer=employer),
        experience=tuple(_period(chance) for _ in range(chance.randrange(9))),
        masters_all_competences=chance.choice([True, False, None]),
    )


def _period(chance: Random) -> Experience:
    start = _LATEST_START - timedelta(days=chance.randrange(4000))
    end = start + timedelta(days=chance.randrange(900)) if chance.random() < 0.8 else None
    return Experience(
        activity="Fabrication",
        start=start,
        end=end,
        weekly_hours=chance.choice([None, 17, 28, 35, 39]),
        directly_related=chance.random() < 0.7,
    )


if __name__ == "__main__":
    main()
