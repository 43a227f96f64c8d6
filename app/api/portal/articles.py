"""Guides: Markdown files, made into articles with a title, a table of contents, and code that can be copied."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from unicodedata import normalize

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from app.api.client_assertions import ASSERTIONS_LAST
from app.api.idempotency import KEPT_FOR
from app.api.negotiation import NegotiatedLanguage
from app.api.portal.typography import typeset
from app.api.security import LINK_LIFETIME
from app.domain.authorisation_changes import TERM_TO_TELL_MONTHS
from app.domain.drafts import KEPT_FOR as DRAFTS_KEPT_FOR
from app.domain.durations import duration, lasting
from app.domain.passport import TERM_MONTHS
from app.domain.removals import REMOVED_FILES_STAY
from app.domain.surveys import NOTED_MONTHS, OPEN_MONTHS, WAVE_DELAYS, SurveyWave
from app.domain.text import Text
from app.domain.webhooks import ANSWERED_WITHIN, SENT_AGAIN_FOR
from app.usecases.ports.fundings import UPDATED_SINCE_OVERLAP
from app.usecases.ports.token_revocations import TOKENS_LAST

_FOLDER = files("app.api.portal")
_GUIDES = _FOLDER / "guides"
_CHANGELOGS = {"fr": "changelog.md", "en": "changelog.en.md"}
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_LANGUAGES = {
    "sh": Text("Terminal", "Terminal"),
    "python": Text("Python", "Python"),
    "ts": Text("TypeScript", "TypeScript"),
    "json": Text("Réponse", "Answer"),
    "http": Text("HTTP", "HTTP"),
}
_ASIDE = re.compile(r"(?P<comment>(?:(?<=\s)|^)(?:#|//) .*$)|(?P<string>\"(?:[^\"\\\n]|\\.)*\")", re.MULTILINE)


LENGTHS: Mapping[str, Text] = {
    "tokens_last": lasting(TOKENS_LAST),
    "assertions_last": lasting(ASSERTIONS_LAST),
    "answers_kept": lasting(KEPT_FOR),
    "passport_term": duration(TERM_MONTHS, "months"),
    "surveys_noted": duration(NOTED_MONTHS, "months"),
    "survey_m6": WAVE_DELAYS[SurveyWave.M6],
    "survey_m24": WAVE_DELAYS[SurveyWave.M24],
    "survey_lasts": duration(OPEN_MONTHS, "months"),
    "authorisations_term": duration(TERM_TO_TELL_MONTHS, "months"),
    "removed_files_stay": lasting(REMOVED_FILES_STAY),
    "retries_last": lasting(SENT_AGAIN_FOR),
    "answered_within": lasting(ANSWERED_WITHIN),
    "drafts_last": lasting(DRAFTS_KEPT_FOR),
    "document_links_last": lasting(LINK_LIFETIME),
    "overlap": lasting(UPDATED_SINCE_OVERLAP),
}
"""What guides may say of how long something lasts."""
_TO_AN_OPERATION = re.compile(r"^(/docs/\w+)/reference#(\w+)$")
_LENGTH = re.compile(r"\{\{ (?P<name>\w+) \}\}")


@dataclass(frozen=True, slots=True)
class Heading:
    """A place of an article that one may point to."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Article:
    """A guide, ready for its page. ``lead`` is its first paragraph."""

    title: str
    lead: Markup
    body: Markup
    headings: tuple[Heading, ...]


def guide(slug: str, language: NegotiatedLanguage) -> Article:
    """The guide of that name in one language; ``{{ tokens_last }}`` in it is how long tokens do."""
    source = (_GUIDES / language / f"{slug}.md").read_text("utf-8")
    return article(_LENGTH.sub(lambda found: LENGTHS[found["name"]].in_language(language), source), language)


def changelog(language: NegotiatedLanguage) -> Article:
    """What changed from one version of the contract to the next; what is written for `make release` is not told."""
    source = (_FOLDER / _CHANGELOGS[language]).read_text("utf-8")
    return article(_COMMENT.sub("", source), language)


def article(source: str, language: NegotiatedLanguage) -> Article:
    """Markdown, whose first line is the title and whose first paragraph leads in."""
    parser = _parser()
    tokens = _typeset(parser.parse(source), language)
    title, rest = _plain(tokens[1]), tokens[3:]
    lead, rest = (rest[:3], rest[3:]) if rest and rest[0].type == "paragraph_open" else ([], rest)
    headings = tuple(_anchor(rest))
    environment = {"language": language}
    draw = parser.renderer
    return Article(
        title,
        Markup(draw.render(lead, parser.options, environment)),  # noqa: S704 - our own files, raw HTML switched off
        Markup(draw.render(rest, parser.options, environment)),  # noqa: S704 - the same
        headings,
    )


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("table_open", lambda *_: '<div class="wide" tabindex="0"><table>')
    parser.add_render_rule("table_close", lambda *_: "</table></div>")
    return parser


def _typeset(tokens: list[Token], language: NegotiatedLanguage) -> list[Token]:
    for token in tokens:
        for child in token.children or ():
            if child.type == "text":
                child.content = typeset(child.content, language)
            elif child.type == "link_open":
                child.attrSet("href", _TO_AN_OPERATION.sub(r"\1/operations/\2", str(child.attrGet("href"))))
    return tokens


def _anchor(tokens: Sequence[Token]) -> list[Heading]:
    found = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            heading = Heading(_slug(_plain(inline)), _plain(inline))
            token.attrSet("id", heading.anchor)
            found.append(heading)
    return found


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or ())


def _slug(title: str) -> str:
    plain = normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _fence(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, environment: EnvType
) -> str:
    del renderer, options
    token = tokens[index]
    label = _LANGUAGES.get(token.info, Text(token.info, token.info)).in_language(str(environment["language"]))
    return Markup(
        '<figure class="code"><figcaption>{}</figcaption><pre tabindex="0"><code>{}</code></pre></figure>\n'
    ).format(label, coloured(token.content.rstrip("\n"), token.info))


def coloured(code: str, language: str) -> Markup:
    """The code with its comments and strings apart: no more colours than a reader needs."""
    if language not in _LANGUAGES:
        return escape(code)
    drawn, end = Markup(), 0
    for found in _ASIDE.finditer(code):
        drawn += escape(code[end : found.start()])
        drawn += Markup('<span class="{}">{}</span>').format(found.lastgroup, found.group())
        end = found.end()
    return drawn + escape(code[end:])
