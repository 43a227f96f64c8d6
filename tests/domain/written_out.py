"""Each pathway written out, to be read against the guide: who acts, who uploads, and what a dossier lacks.

`python -m tests.domain.written_out` writes `pathways.txt`; a change of it is a change of the law, and read as one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from app.domain.assessment import Assessment
from app.domain.case import Case
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier
from app.domain.law import Rule
from app.domain.pathway import Pathway, Requirement, Step
from app.domain.pathways import PATHWAYS
from tests.builders import BRIDGE, NOTHING_TOLD, P1, a_case, a_dossier, a_framework, an_id, documents
from tests.rules.stages import P1B, outside_ccnic

WRITTEN = Path(__file__).with_name("pathways.txt")
NOTHING_DONE = Assessment(
    held_on=(),
    observed_on=(),
    briefing=NOTHING_TOLD,
    concertation_held_on=None,
    results=(),
    candidate_observations="",
    evaluator_observations="",
)


def pathways_written_out() -> str:
    """The whole, a pathway after the other."""
    return "\n".join(line for pathway in PATHWAYS for line in _pathway(pathway))


def _pathway(pathway: Pathway) -> Iterator[str]:
    yield f"== {pathway.code} {pathway.variant or ''}".rstrip()
    yield f"leads to {', '.join(sorted(pathway.leads_to))}; an unmet condition {pathway.unmet_condition.name}"
    yield f"conditions {_rules(pathway.condition_rules)}"
    yield f"pointed out {_rules(rule for each in pathway.pointed_out for rule in each.rules)}"
    yield f"experience counted by {pathway.counted_experience.__name__}"
    yield f"warnings {', '.join(each.__name__ for each in pathway.warnings)}"
    yield f"rules {_rules(pathway.rules)}; concerned by {_rules(pathway.concerned_by)}"
    yield f"assessment {pathway.assessment}"
    yield f"retention {pathway.retention.__name__}; bridge {pathway.names_a_bridge}; passport {pathway.passport_access}"
    yield from (f"examined {', '.join(sorted(each.facts))}" for each in pathway.examinations)
    yield from (f"act {name}: {', '.join(actors)}" for name, actors in pathway.acts.items())
    yield from (f"absent {name}: {why.code} {_rule(why.rule)}" for name, why in pathway.absent_acts.items())
    yield from (f"step of {name}: {step}" for name, step in pathway.act_steps.items())
    yield from (
        f"upload {each.kind}: {', '.join(each.by)} until {each.until.name} from {each.step}" for each in pathway.uploads
    )
    for step in pathway.steps:
        yield from _step(step)
    for name, dossier in _dossiers(pathway):
        yield f"-- {name} lacks"
        yield from _lacking(pathway, a_case(dossier, framework=a_framework()))


def _step(step: Step) -> Iterator[str]:
    kind = "mandatory" if step.mandatory else "optional"
    yield f"- step {step.code}: {step.actor}, {step.status}, {kind}; rules {_rules(step.rules)}"
    yield from (f"  needs {_requirement(each)}" for each in step.needs)
    yield from (f"  stands on {_requirement(each)}" for each in step.stands_on)


def _requirement(requirement: Requirement) -> str:
    some = " of some dossiers" if requirement.optional else ""
    return f"{requirement.code} {_rules(requirement.rules)} {requirement.document_kind or ''}{some}".rstrip()


def _dossiers(pathway: Pathway) -> Iterator[tuple[str, Dossier]]:
    """As it is opened; once somebody sat down and wrote nothing; with every document, signed by nobody, or void."""
    opened = _opened(pathway)
    yield "a dossier just opened", opened
    yield "an assessment that says nothing", replace(opened, assessment=NOTHING_DONE)
    given = documents(*(each.kind for each in pathway.uploads))
    papers = tuple(replace(each, id=an_id(700 + place), signed_by=frozenset()) for place, each in enumerate(given))
    unsigned = replace(opened, documents=papers, assessment=NOTHING_DONE)
    yield "a dossier whose documents nobody signed", unsigned
    guides = {DocumentKind.OUTIL_4, DocumentKind.OUTIL_8}
    void = tuple(each.id for each in papers if each.kind in guides)
    yield "a dossier whose guide says something else", replace(unsigned, void_guides=void)


def _opened(pathway: Pathway) -> Dossier:
    if pathway.code == BRIDGE:
        return a_dossier(BRIDGE, bridge_id=an_id(8))
    if pathway.variant == P1B:
        return a_dossier(P1, variant=pathway.variant)
    by_its_own = pathway.code == "common_law_vae"
    return a_dossier(pathway.code, **({"candidate": outside_ccnic()} if by_its_own else {}))


def _lacking(pathway: Pathway, case: Case) -> Iterator[str]:
    for step in pathway.steps:
        for item in step.missing(case):
            words = (item.code, f"{item.rule.number}.{item.sentence}", item.operation_id, item.document_kind or "")
            signed = f" signed by {', '.join(item.signed_by)}" if item.signed_by else ""
            yield f"  {step.code}: {' '.join(words).rstrip()}{signed}"


def _rules(rules: Iterable[Rule]) -> str:
    return " ".join(rule.number for rule in rules)


def _rule(rule: Rule | None) -> str:
    return rule.number if rule is not None else ""


if __name__ == "__main__":
    WRITTEN.write_text(pathways_written_out() + "\n", encoding="utf-8")
