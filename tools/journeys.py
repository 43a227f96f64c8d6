"""``docs/pathways.md``: each pathway as it is declared, its steps, what they need and who acts."""

from collections.abc import Iterable

from app.domain.actions import ACTIONS
from app.domain.documents import DOCUMENT_LABELS
from app.domain.dossier import STATUS_LABELS
from app.domain.law import Rule
from app.domain.pathway import Actor, Pathway, Step
from app.domain.pathways import PATHWAYS

ACTORS = {
    Actor.EMPLOYER: "l'employeur",
    Actor.EVALUATOR: "l'évaluateur habilité",
    Actor.TRADE_EVALUATOR: "l'évaluateur métier",
    Actor.SECRETARIAT: "le secrétariat",
    Actor.JURY: "le jury",
}

_HEAD = """# Les parcours

Écrit par `make docs` d'après les déclarations de `app/domain/pathways` : ne pas modifier à la main. Un numéro entre
parenthèses est celui d'une règle (`docs/rules.md`). Une étape ne s'ouvre que lorsque les précédentes sont complètes
(R68) ; une étape facultative que personne ne commence est passée.
"""


def pathways_document() -> str:
    """The whole document."""
    return _HEAD + "".join(_chapter(pathway) for pathway in PATHWAYS)


def _chapter(pathway: Pathway) -> str:
    code = f"{pathway.code}, {pathway.variant}" if pathway.variant else pathway.code
    return "\n".join(
        (
            f"\n## {pathway.label.fr}\n",
            f"`{code}`. Conditions : {_numbers(pathway.condition_rules)}.",
            f"Dans tout le parcours : {_numbers(pathway.rules)}.\n",
            *_diagram(pathway),
            *(_section(index, step, pathway) for index, step in enumerate(pathway.steps, start=1)),
        )
    )


def _diagram(pathway: Pathway) -> Iterable[str]:
    yield "```mermaid\nstateDiagram-v2"
    for status in dict.fromkeys(step.status for step in pathway.steps):
        yield f'    state "{STATUS_LABELS[status].fr}" as {status} {{'
        yield from (f"        {step.code} : {step.label.fr}" for step in pathway.steps if step.status is status)
        yield "    }"
    yield f"    [*] --> {pathway.steps[0].code}"
    yield from (_arrow(one, other) for one, other in zip(pathway.steps, pathway.steps[1:], strict=False))
    if not pathway.steps[0].mandatory:
        yield f"    [*] --> {pathway.steps[1].code} : étape facultative passée"
    yield f"    {pathway.steps[-1].code} --> [*] : validé, partiel ou non validé"
    if any(step.code == "admissibility" for step in pathway.steps):
        yield "    admissibility --> admissibility : incomplet"
        yield "    admissibility --> [*] : irrecevable"
    yield "```\n"


def _arrow(one: Step, other: Step) -> str:
    return f"    {one.code} --> {other.code}"


def _section(index: int, step: Step, pathway: Pathway) -> str:
    kind = "" if step.mandatory else " (facultative)"
    lines = [
        f"### {index}. {step.label.fr}{kind}\n",
        f"`{step.code}` ; {ACTORS[step.actor]} ; statut « {STATUS_LABELS[step.status].fr} ».",
        f"Règles : {_numbers(step.rules)}.\n",
        *_documents(step),
        *_needs(step),
        *_acts(step, pathway),
    ]
    return "\n".join(lines)


def _documents(step: Step) -> Iterable[str]:
    if step.required_documents:
        named = " ; ".join(DOCUMENT_LABELS[kind].fr for kind in step.required_documents)
        yield f"Documents : {named}.\n"


def _needs(step: Step) -> Iterable[str]:
    if step.needs:
        yield "| ce qui peut manquer | code | règle |\n|---|---|---|"
        yield from (f"| {each.detail.fr} | `{each.code}` | {_numbers(each.rules)} |" for each in step.needs)
        yield ""


def _acts(step: Step, pathway: Pathway) -> Iterable[str]:
    here = [name for name, action in ACTIONS.items() if name in pathway.acts and action.step_in(pathway) == step.code]
    if here:
        yield "Actes : " + " ; ".join(_act(name, pathway) for name in here) + ".\n"


def _act(operation_id: str, pathway: Pathway) -> str:
    return f"`{operation_id}` ({', '.join(ACTORS[actor] for actor in pathway.acts[operation_id])})"


def _numbers(rules: Iterable[Rule]) -> str:
    return ", ".join(rule.number for rule in rules)
