"""Pathways as pictures: where each box and line falls is worked out here, how they look is the style's business."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from app.api.negotiation import NegotiatedLanguage
from app.api.portal.typography import typeset_text
from app.api.portal.words import ACTOR_LABELS
from app.domain.actions import ACTIONS
from app.domain.documents import DOCUMENT_LABELS
from app.domain.dossier import STATUS_LABELS, Status
from app.domain.pathway import Pathway, Step
from app.domain.pathways import PATHWAYS

WIDTH = 720
_TITLE_SIGNS, _OPERATION_SIGNS, _RAIL_SIGNS = 50, 62, 17
_PADDING, _TITLE_LINE, _SMALL_LINE, _GAP = 18, 23, 19, 34
_OUTCOMES = (Status.AWARDED, Status.PARTIALLY_AWARDED, Status.NOT_AWARDED, Status.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A step: its place in the picture, in pixels from the top, and what it says."""

    number: int
    code: str
    top: int
    height: int
    title: tuple[str, ...]
    actor: str
    status: str
    operations: tuple[str, ...]
    operation_lines: tuple[str, ...]
    documents: tuple[str, ...]
    rules: tuple[str, ...]
    mandatory: bool

    @property
    def bottom(self) -> int:
        """Where it ends."""
        return self.top + self.height

    @property
    def label(self) -> str:
        """Its title on one line."""
        return " ".join(self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The status that a dossier has while one of the steps beside it is the current one."""

    status: str
    label: tuple[str, ...]
    top: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """One pathway. ``outcomes`` are statuses with their labels; ``along`` the operations that belong to no one step."""

    anchor: str
    title: str
    cards: tuple[Card, ...]
    bands: tuple[Band, ...]
    outcomes: tuple[tuple[str, str], ...]
    conditions: tuple[str, ...]
    along: tuple[str, ...]
    height: int

    @property
    def spoken(self) -> str:
        """The picture in one sentence, for who does not see it."""
        return " → ".join(card.label for card in self.cards)


def diagrams(language: NegotiatedLanguage) -> tuple[Diagram, ...]:
    """Every pathway, special cases included, in the guide's order."""
    return tuple(_diagram(pathway, language) for pathway in PATHWAYS)


def _diagram(pathway: Pathway, language: NegotiatedLanguage) -> Diagram:
    cards = tuple(_cards(pathway, language))
    return Diagram(
        anchor="-".join(filter(None, (pathway.code, pathway.variant))),
        title=typeset_text(pathway.label, language),
        cards=cards,
        bands=tuple(_bands(cards, pathway.steps, language)),
        outcomes=tuple((status, typeset_text(STATUS_LABELS[status], language)) for status in _OUTCOMES),
        conditions=tuple(rule.number for rule in pathway.condition_rules),
        along=tuple(_operations(pathway, None)),
        height=cards[-1].bottom + 120,
    )


def _cards(pathway: Pathway, language: NegotiatedLanguage) -> Iterator[Card]:
    top = 4
    for number, step in enumerate(pathway.steps, 1):
        title = tuple(wrap(typeset_text(step.label, language), _TITLE_SIGNS))
        operations = tuple(_operations(pathway, step))
        lines = tuple(wrap("  ".join(operations), _OPERATION_SIGNS))
        height = 2 * _PADDING + _TITLE_LINE * len(title) + _SMALL_LINE * (1 + len(lines))
        yield Card(
            number=number,
            code=step.code,
            top=top,
            height=height,
            title=title,
            actor=typeset_text(ACTOR_LABELS[step.actor], language),
            status=typeset_text(STATUS_LABELS[step.status], language),
            operations=operations,
            operation_lines=lines,
            documents=tuple(typeset_text(DOCUMENT_LABELS[kind], language) for kind in step.required_documents),
            rules=tuple(rule.number for rule in step.rules),
            mandatory=step.mandatory,
        )
        top += height + _GAP


def _operations(pathway: Pathway, step: Step | None) -> Iterator[str]:
    """What the pathway's actors do in that step; without one, what they may do whatever the step."""
    code = step.code if step is not None else None
    for action in ACTIONS.values():
        if action.operation_id in pathway.acts and action.step_in(pathway) == code:
            yield action.operation_id


def _bands(cards: tuple[Card, ...], steps: tuple[Step, ...], language: NegotiatedLanguage) -> Iterator[Band]:
    start = 0
    for index, step in enumerate(steps):
        if index + 1 < len(steps) and steps[index + 1].status is step.status:
            continue
        top, bottom = cards[start].top, cards[index].bottom
        label = tuple(wrap(typeset_text(STATUS_LABELS[step.status], language), _RAIL_SIGNS))
        yield Band(status=step.status, label=label, top=top, height=bottom - top)
        start = index + 1
