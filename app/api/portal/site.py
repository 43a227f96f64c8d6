"""The pages of the portal: ONE table of what there is, each page rendered once per language."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

import orjson
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request

from app.api.code_samples import ADDRESS
from app.api.fault_codes import fault_codes
from app.api.french import in_french
from app.api.negotiation import NegotiatedLanguage
from app.api.portal.articles import changelog, coloured, guide
from app.api.portal.assets import asset
from app.api.portal.charts import CHARTS
from app.api.portal.diagrams import WIDTH, diagrams
from app.api.portal.errors import error_page, error_pages
from app.api.portal.glossary import glossary
from app.api.portal.operation_pages import Placed, is_sandbox, operation_page, operations_by_id
from app.api.portal.operations import operation_groups
from app.api.portal.rulebook import RulesOfTheDay, decisions, rules_named, rules_of_the_guide
from app.api.portal.search import LONGEST_QUERY, SearchIndex, kind_of, search_index
from app.api.portal.static_content import StaticContent
from app.api.portal.typography import typeset, typeset_text
from app.api.portal.words import WORDS
from app.api.problems import STATUSES
from app.api.schemas import operations_of
from app.domain.event_types import EVENT_TYPE_LABELS
from app.domain.pathways import PATHWAY_CODES
from app.domain.rules import RULES
from app.domain.text import Text

LANGUAGES: tuple[NegotiatedLanguage, ...] = get_args(NegotiatedLanguage)

_HTML = "text/html; charset=utf-8"
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9a-fA-F:.]+\](:[0-9]{1,5})?")
_TEMPLATES = Environment(
    loader=PackageLoader("app.api.portal"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["typeset"] = typeset
_LANGUAGE_NAMES: Mapping[NegotiatedLanguage, str] = {"fr": "Français", "en": "English"}

OpenApiDocument = dict[str, Any]
Context = Callable[[NegotiatedLanguage, OpenApiDocument], Mapping[str, object]]
DayContext = Callable[[NegotiatedLanguage, RulesOfTheDay], Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalPage:
    """One page. ``title`` is that of its link; ``told`` is its sentence on the home page and for search engines.

    ``depends_on_day``: what of it is another thing on another day, or once the secretariat has set a value.
    """

    slug: str
    title: Text
    told: Text
    template: str
    context: Context
    depends_on_day: DayContext | None = None


def _guide(slug: str, title: Text, told: Text) -> PortalPage:
    return PortalPage(
        slug=slug,
        title=title,
        told=told,
        template="article.html",
        context=lambda language, _: {"article": guide(slug, language)},
    )


GUIDES = (
    _guide(
        "first-call",
        Text("Premier appel", "First call"),
        Text(
            "De rien à l'état d'un dossier financé, en trois appels.",
            "From nothing to the state of a funded dossier, in three calls.",
        ),
    ),
    _guide(
        "front-end",
        Text("Application cliente", "Front end"),
        Text(
            "Un écran pour les employeurs, les évaluateurs, le secrétariat ou le jury, conduit par la checklist.",
            "A screen for employers, evaluators, the secretariat or the jury, driven by the checklist.",
        ),
    ),
    _guide(
        "secretariat",
        Text("Quand quelque chose va de travers", "When something goes wrong"),
        Text(
            "Le guide du secrétariat pour les jours où rien ne se passe comme prévu, et leur sortie.",
            "The secretariat's guide for the days on which nothing goes as planned, and the way out of each.",
        ),
    ),
    _guide(
        "evaluator",
        Text("Écran de l'évaluateur", "Evaluator's screen"),
        Text(
            "Accepter une mission, évaluer compétence par compétence, déposer l'outil signé, terminer.",
            "Accept an assignment, assess competence by competence, upload the signed form, complete.",
        ),
    ),
    _guide(
        "jury",
        Text("Écran du jury", "Jury's screen"),
        Text(
            "Le jour de la session : ordre du jour, présences, délibérations, clôture à deux mains.",
            "The day of the session: agenda, attendance, deliberations, a closure by two hands.",
        ),
    ),
    _guide(
        "appeals",
        Text("Recours", "Appeals"),
        Text(
            "Quand une décision est contestée : enregistrer un recours, y répondre, et ce qui en suit.",
            "When a decision is contested: record an appeal, answer it, and what follows.",
        ),
    ),
    _guide(
        "passport",
        Text("Passeport de compétences", "Training passport"),
        Text(
            "Transmettre à temps chaque certification délivrée, lire les réponses, retirer ce qui tombe.",
            "Send each award in time, read the answers, withdraw what falls.",
        ),
    ),
    _guide(
        "after-the-jury",
        Text("Après le jury", "After the jury"),
        Text(
            "Ce que deviennent les titulaires, les habilitations à déclarer, ce qu'un annuaire dit d'une entreprise.",
            "What becomes of holders, authorisations to be told of, what a directory says of a company.",
        ),
    ),
    _guide(
        "credential",
        Text("Attestation numérique", "Digital credential"),
        Text(
            "Montrer un parchemin à un programme : où le titulaire retire son attestation, comment on la vérifie.",
            "Show a certificate to a program: where its holder gets the credential, how it is verified.",
        ),
    ),
    _guide(
        "funder",
        Text("Financeur", "Funder"),
        Text(
            "Suivre les dossiers que vous payez, par vos références, à votre heure ou dès qu'ils bougent.",
            "Follow the dossiers that you pay for, by your references, when you like or as soon as they move.",
        ),
    ),
    _guide(
        "partner",
        Text("Branche partenaire", "Partner branch"),
        Text(
            "Lire les passerelles, vérifier un parchemin, rendre compte de vos décisions.",
            "Read the bridges, verify a certificate, report your decisions.",
        ),
    ),
    _guide(
        "clients",
        Text("Clients engendrés", "Generated clients"),
        Text(
            "TypeScript, Java, Go, Python : les options de chaque générateur.",
            "TypeScript, Java, Go, Python: the options of each generator.",
        ),
    ),
    _guide(
        "operator",
        Text("Exploitant", "Operator"),
        Text(
            "Mettre le service en ligne, le surveiller, ouvrir les comptes : par où commencer.",
            "Put the service on line, watch it, open accounts: where to begin.",
        ),
    ),
)
CATALOGUES = (
    PortalPage(
        slug="reference",
        title=Text("Opérations", "Operations"),
        told=Text("Toutes les opérations, par sujet.", "Every operation, by subject."),
        template="reference.html",
        context=lambda language, document: {"chapters": operation_groups(document, language)},
    ),
    PortalPage(
        slug="pathways",
        title=Text("Parcours", "Pathways"),
        told=Text("Chaque parcours en image : étapes, acteurs, statuts.", "Each pathway as a picture."),
        template="pathways.html",
        context=lambda language, _: {"diagrams": diagrams(language), "width": WIDTH},
    ),
    PortalPage(
        slug="rules",
        title=Text("Règles", "Rules"),
        told=Text(
            "Les règles du guide et les décisions, avec leur phrase et leurs dates.",
            "The guide's rules and the decisions, with their sentences and dates.",
        ),
        template="rules.html",
        context=lambda _language, _document: {},
        depends_on_day=lambda language, today: {
            "guide_rules": rules_of_the_guide(language, today),
            "decided": decisions(language, today),
        },
    ),
    PortalPage(
        slug="errors",
        title=Text("Erreurs", "Errors"),
        told=Text("Chaque refus, ce qu'il veut dire et que faire.", "Each refusal, what it means, what to do."),
        template="errors.html",
        context=lambda language, _: {"errors": error_pages(language)},
    ),
    PortalPage(
        slug="faults",
        title=Text("Codes des raisons", "Codes of reasons"),
        told=Text("Chaque code de « errors » et de « warnings ».", "Each code of “errors” and “warnings”."),
        template="faults.html",
        context=lambda language, _: {"faults": _faults(language)},
    ),
    PortalPage(
        slug="events",
        title=Text("Événements", "Events"),
        told=Text("Ce que disent le flux et les webhooks.", "What the feed and the webhooks tell."),
        template="events.html",
        context=lambda language, document: {
            "event_types": [(kind.value, typeset_text(label, language)) for kind, label in EVENT_TYPE_LABELS.items()],
            "envelope": _recorded_event(document),
        },
    ),
    PortalPage(
        slug="glossary",
        title=Text("Glossaire", "Glossary"),
        told=Text("Les mots de la branche, et les codes qui les disent.", "The branch's words, and their codes."),
        template="glossary.html",
        context=lambda language, _: {"glossary": glossary(language)},
    ),
    PortalPage(
        slug="statistics",
        title=Text("Statistiques", "Statistics"),
        told=Text("Combien de dossiers, quelles issues, en combien de temps.", "How many, to what end, in how long."),
        template="statistics.html",
        context=lambda _language, _document: {"charts": CHARTS},
    ),
    PortalPage(
        slug="changelog",
        title=Text("Journal du contrat", "Changelog"),
        told=Text("Ce qui change d'une version à la suivante.", "What changes from one version to the next."),
        template="article.html",
        context=lambda language, _: {"article": changelog(language)},
    ),
)
HOME = PortalPage(
    slug="",
    title=Text("Documentation de la plateforme", "Documentation of the platform"),
    told=Text(
        "Conduire un dossier de CQP de sa première ligne à son parchemin, par une API.",
        "Lead a CQP dossier from its first line to its certificate, through an API.",
    ),
    template="home.html",
    context=lambda _, document: {"numbers": _numbers(document)},
)
SEARCH = PortalPage(
    slug="search",
    title=Text("Recherche", "Search"),
    told=Text(
        "Opérations, règles, erreurs, codes, mots et guides.", "Operations, rules, errors, codes, words and guides."
    ),
    template="search.html",
    context=lambda _language, _document: {},
)
_ERRORS = tuple(
    PortalPage(
        slug=f"errors/{code}",
        title=Text(f"{status} {code}", f"{status} {code}"),
        told=title,
        template="error.html",
        context=lambda language, _, code=code: {"error": error_page(code, language)},  # type: ignore[misc]
    )
    for code, (status, title) in STATUSES.items()
)
PAGES: Mapping[str, PortalPage] = {page.slug: page for page in (HOME, *GUIDES, *CATALOGUES, *_ERRORS)}


class Site:
    """The pages, made from the document when they are first asked for; some of them again as their day goes by."""

    def __init__(
        self, document: Callable[[], OpenApiDocument], rules: Callable[[Request], Awaitable[RulesOfTheDay]]
    ) -> None:
        self._document = document
        self._rules = rules
        self._made: dict[tuple[str, NegotiatedLanguage], tuple[RulesOfTheDay | None, bytes]] = {}
        self._documents: dict[NegotiatedLanguage, OpenApiDocument] = {}
        self._operations: dict[NegotiatedLanguage, Mapping[str, Placed]] = {}
        self._indexes: dict[NegotiatedLanguage, SearchIndex] = {}

    async def page(self, slug: str, language: NegotiatedLanguage, request: Request) -> StaticContent | None:
        """A page in one language, on the day of the request; None where there is none such."""
        page = await asyncio.to_thread(self._page, slug)
        if page is None:
            return None
        today = await self._rules(request) if page.depends_on_day is not None else None
        made = self._made.get((slug, language))
        if made is None or made[0] != today:
            html = await asyncio.to_thread(self._make, page, language, today)
            made = self._made[slug, language] = today, html
        return await asyncio.to_thread(_served, made[1], served_address(request))

    async def search(self, query: str, language: NegotiatedLanguage, request: Request) -> StaticContent:
        """The page of what was found."""
        html = await asyncio.to_thread(self._found, query[:LONGEST_QUERY], language)
        return StaticContent.of(html.replace(ADDRESS.encode(), served_address(request).encode()), _HTML)

    def _found(self, query: str, language: NegotiatedLanguage) -> bytes:
        index = self._indexes.get(language)
        if index is None:
            guides = [(page.slug, page.title, page.told) for page in GUIDES]
            index = self._indexes[language] = search_index(language, list(self._by_id("en").values()), guides)
        results = [(kind_of(each, language), each) for each in index.find(query)]
        return self._make(SEARCH, language, None, query=query, results=results)

    def _told(self, language: NegotiatedLanguage) -> OpenApiDocument:
        if language not in self._documents:
            document = self._document()
            self._documents[language] = in_french(document) if language == "fr" else document
        return self._documents[language]

    def _by_id(self, language: NegotiatedLanguage) -> Mapping[str, Placed]:
        if language not in self._operations:
            self._operations[language] = operations_by_id(self._told(language))
        return self._operations[language]

    def _page(self, slug: str) -> PortalPage | None:
        kind, _, name = slug.partition("/")
        if kind == "operations":
            placed = {language: found for language in LANGUAGES if (found := self._by_id(language).get(name))}
            return _operation(slug, placed) if placed else None
        return PAGES.get(slug)

    def _make(
        self, page: PortalPage, language: NegotiatedLanguage, today: RulesOfTheDay | None, **more: object
    ) -> bytes:
        other = next(each for each in LANGUAGES if each != language)
        html = _TEMPLATES.get_template(page.template).render(
            page=page,
            guides=GUIDES,
            catalogues=CATALOGUES,
            language=language,
            other={"code": other, "name": _LANGUAGE_NAMES[other], "href": _address(page, other)},
            said=lambda text: typeset_text(text, language),
            words={name: typeset_text(text, language) for name, text in WORDS.items()},
            address=lambda linked: _address(linked, language),
            asset=asset,
            coloured=coloured,
            **{"query": "", **more, **page.context(language, self._told(language))},
            **(page.depends_on_day(language, today) if page.depends_on_day is not None and today is not None else {}),
        )
        return html.encode()


def _operation(slug: str, placed: Mapping[NegotiatedLanguage, Placed]) -> PortalPage:
    """The page of an operation, as it is told in each language."""
    french, operation = placed["fr"][2], placed["en"][2]
    return PortalPage(
        slug=slug,
        title=Text(operation["operationId"], operation["operationId"]),
        told=Text(french["summary"], operation["summary"]),
        template="operation.html",
        context=lambda language, document: {
            "operation": operation_page(document, placed[language], language),
            "is_sandbox": is_sandbox(document),
            "known_faults": fault_codes().keys(),
        },
        depends_on_day=lambda language, today: {"rules": rules_named(operation.get("x-rules", ()), language, today)},
    )


@lru_cache(maxsize=512)
def _served(html: bytes, address: str) -> StaticContent:
    """A page as it is read from an address, which its samples name."""
    return StaticContent.of(html.replace(ADDRESS.encode(), address.encode()), _HTML)


def served_address(request: Request) -> str:
    """Where the page is read from; the sandbox's own address where the request names none that one could write."""
    host = request.headers.get("host", "")
    return f"{request.url.scheme}://{host}" if _HOST.fullmatch(host) else ADDRESS


def _address(page: PortalPage, language: NegotiatedLanguage) -> str:
    return f"/docs/{language}/{page.slug}" if page.slug else f"/docs/{language}"


def _faults(language: NegotiatedLanguage) -> list[Mapping[str, object]]:
    return [
        {
            "code": fault.code,
            "told": typeset_text(fault.detail, language) if fault.detail else "",
            "rules": fault.rules,
            "refuses": fault.refuses,
        }
        for fault in fault_codes().values()
    ]


def _numbers(document: OpenApiDocument) -> Mapping[str, int]:
    return {"operations": len(list(operations_of(document))), "rules": len(RULES), "pathways": len(PATHWAY_CODES)}


def _recorded_event(document: OpenApiDocument) -> str | None:
    """An event as it was really sent, from the document's examples; None where it has none."""
    feed = document["paths"].get("/v1/events", {}).get("get", {}).get("responses", {}).get("200", {})
    recorded = feed.get("content", {}).get("application/json", {}).get("examples", {}).get("recorded", {})
    events = recorded.get("value", {}).get("items", [])
    return orjson.dumps(events[0], option=orjson.OPT_INDENT_2).decode() if events else None
