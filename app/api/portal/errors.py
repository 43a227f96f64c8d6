"""The catalogue of errors: each ``type`` of a problem document leads to one of these pages."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from app.api.negotiation import NegotiatedLanguage
from app.api.portal.typography import typeset_text
from app.api.problems import DETAILS, STATUSES
from app.api.refusals import example_reasons
from app.domain.durations import lasting
from app.domain.text import Text
from app.usecases.accounts.begin_session import CHALLENGES_LAST
from app.usecases.ports.token_revocations import TOKENS_LAST

_TOKENS_LAST = lasting(TOKENS_LAST)
_CHALLENGES_LAST = lasting(CHALLENGES_LAST)
_REFUSED_AT_ONCE = Text(
    "« errors » donne d'un coup toutes les raisons, chacune avec son code, sa phrase et sa place. ",
    "“errors” gives all the reasons at once, each with its code, its sentence and its place. ",
)

REMEDIES: Mapping[str, Text] = {
    "malformed_request": Text(
        "Relisez la requête : JSON complet en UTF-8, bon Content-Type, en-têtes bien formés. La renvoyer telle quelle "
        "donnera la même réponse.",
        "Read the request again: complete JSON in UTF-8, the right Content-Type, well-formed headers. Sent again as it "
        "is, it will be answered the same.",
    ),
    "unauthenticated": Text(
        f"Le jeton manque, n'est plus valable ({_TOKENS_LAST.fr}) ou a été rendu. Une personne prolonge sa session par "
        "refreshSession ; un programme redemande un jeton par issueToken, puis refait la requête.",
        f"The token is missing, no longer valid ({_TOKENS_LAST.en}) or was given back. A person prolongs the session "
        "with refreshSession; a program asks issueToken for another token, then sends the request again.",
    ),
    "second_factor_required": Text(
        "Le mot de passe ou l'identité convient : demandez l'un des « methods », puis envoyez-le à completeSession "
        f"avec le « challenge », qui vaut {_CHALLENGES_LAST.fr} et sert une fois.",
        "The password or the identity matches: ask for one of the “methods”, then send it to completeSession with the "
        f"“challenge”, which lasts {_CHALLENGES_LAST.en} and serves once.",
    ),
    "step_up_required": Text(
        "Cet acte demande un second facteur présenté depuis peu : stepUp le présente, puis renvoyez la même requête "
        "avec le même jeton.",
        "This act asks for a second factor that was shown of late: stepUp shows it; then send the same request again "
        "with the same token.",
    ),
    "enrolment_required": Text(
        "Le rôle demande un second facteur, que ce compte n'a pas encore : enrôlez-en un (enrolTotp, "
        "startPasskeyRegistration), la session est alors entière.",
        "The role needs a second factor, which this account does not have yet: enrol one (enrolTotp, "
        "startPasskeyRegistration), and the session is whole.",
    ),
    "forbidden": Text(
        "Le compte est le bon, mais cette opération revient à un autre rôle ou demande une autre portée (scope) : "
        "l'en-tête WWW-Authenticate la nomme. « allowed », dans la checklist, évite de proposer ce qui sera refusé.",
        "The account is known, but this operation belongs to another role or needs another scope: the "
        "WWW-Authenticate header names it. “allowed”, in the checklist, saves you from offering what will be refused.",
    ),
    "address_not_allowed": Text(
        "Le compte de ce programme n'admet que certains réseaux (« networks »), et la requête n'en vient pas. Appelez "
        "d'une adresse qui en est, ou demandez au secrétariat d'ajouter la vôtre : celle que voit le service, et non "
        "celle de la machine derrière un pare-feu.",
        "This program's account admits some networks alone (“networks”), and the request comes from none of them. "
        "Call from an address of theirs, or ask the secretariat to add yours: the one that the service sees, not that "
        "of the machine behind a firewall.",
    ),
    "not_found": Text(
        "Rien de ce nom ne vous est visible. Ce qui n'existe pas et ce qui appartient à d'autres se disent de la même "
        "façon : vérifiez l'identifiant, puis le compte.",
        "Nothing of that name is visible to you. What does not exist and what belongs to others are told alike: check "
        "the id, then the account.",
    ),
    "method_not_allowed": Text(
        "Employez une des méthodes que nomme l'en-tête Allow.", "Use one of the methods that the Allow header names."
    ),
    "not_acceptable": Text(
        "Demandez par Accept un des formats que l'opération déclare dans la référence.",
        "Ask in Accept for one of the formats that the operation declares in the reference.",
    ),
    "step_not_open": Text(
        "Une étape précédente n'est pas terminée. « errors » dit laquelle ; la checklist du dossier dit qui doit agir "
        "et par quelle opération.",
        "A step before is not complete. “errors” says which one; the dossier's checklist says who has to act, and by "
        "which operation.",
    ),
    "already_done": Text(
        "L'effet voulu est déjà là : relisez la ressource et continuez. Une clé d'idempotence, à l'avenir, rend la "
        "première réponse au lieu de ce refus.",
        "What you wanted is there already: read the resource and go on. An idempotency key would have given you the "
        "first answer instead of this refusal.",
    ),
    "request_in_progress": Text(
        "Une requête de même clé d'idempotence est en cours. Attendez Retry-After, puis renvoyez la même requête.",
        "A request with the same idempotency key is being answered. Wait for Retry-After, then send the same again.",
    ),
    "stale_version": Text(
        "Quelqu'un a écrit entre votre lecture et votre écriture. Relisez, montrez ce qui a changé, puis recommencez "
        "avec, dans If-Match, l'ETag que porte cette réponse même : celui de la version d'à présent.",
        "Somebody wrote between your reading and your writing. Read again, show what changed, then retry with the ETag "
        "that this very answer carries in If-Match: that of the version of now.",
    ),
    "payload_too_large": Text(
        "Un corps JSON tient dans 1 Mio, un fichier dans 20 Mio : coupez la liste, ou réduisez le document.",
        "A JSON body fits in 1 MiB, a file in 20 MiB: split the list, or make the document smaller.",
    ),
    "unsupported_media_type": Text(
        "Envoyez le Content-Type que l'opération déclare ; pour un document, un fichier dont le contenu est bien du "
        "type annoncé.",
        "Send the Content-Type that the operation declares; for a document, a file whose content is what it says.",
    ),
    "range_not_satisfiable": Text(
        "Redemandez le fichier sans Range, ou dans les bornes que donne Content-Range.",
        "Ask for the file without Range, or within what Content-Range says.",
    ),
    "validation_failed": Text(
        _REFUSED_AT_ONCE.fr + "« pointer » désigne le champ du corps, « parameter » celui de l'adresse, « header » "
        "l'en-tête : placez la phrase à côté du champ. D'abord ce qui ne se lit pas, puis, là où le formulaire le "
        "permet, ce que les règles trouvent dans le reste.",
        _REFUSED_AT_ONCE.en + "“pointer” names the member of the body, “parameter” that of the address, “header” the "
        "header: put the sentence beside the field. First what cannot be read, then, where the form allows, what the "
        "rules find in the rest.",
    ),
    "ambiguous_person": Text(
        "Plusieurs personnes portent cet état civil : « errors » nomme chacune. Demandez de nouveau par « person_id ».",
        "Several persons bear this civil status: “errors” names each of them. Ask again by “person_id”.",
    ),
    "rules_refused": Text(
        _REFUSED_AT_ONCE.fr + "« rule » nomme la règle de la branche et « quote » la phrase du guide : montrez-les, "
        "elles répondent à « pourquoi ? ».",
        _REFUSED_AT_ONCE.en + "“rule” names the branch's rule and “quote” the guide's sentence: show them, they answer "
        "“why?”.",
    ),
    "idempotency_key_reused": Text(
        "Cette clé a déjà servi à une autre requête. Une intention, une clé : tirez-en une nouvelle.",
        "This key was used for another request. One intention, one key: make a new one.",
    ),
    "precondition_required": Text(
        "Cette écriture remplace quelque chose : lisez-le, et envoyez son ETag dans If-Match.",
        "This writing replaces something: read it, and send its ETag in If-Match.",
    ),
    "too_many_requests": Text(
        "Attendez le nombre de secondes de Retry-After. RateLimit et RateLimit-Policy disent, à chaque réponse, ce "
        "qui vous reste.",
        "Wait for the number of seconds in Retry-After. RateLimit and RateLimit-Policy tell, on each answer, what is "
        "left to you.",
    ),
    "internal_error": Text(
        "La faute est nôtre. Renvoyez plus tard la même requête, avec la même clé d'idempotence ; si cela dure, "
        "donnez-nous « request_id ».",
        "The fault is ours. Send the same request later, with the same idempotency key; if it lasts, tell us the "
        "“request_id”.",
    ),
    "temporarily_unavailable": Text(
        "Attendez le nombre de secondes de Retry-After, puis renvoyez la même requête, avec la même clé "
        "d'idempotence : rien n'a été fait entre-temps.",
        "Wait for the number of seconds in Retry-After, then send the same request with the same idempotency key: "
        "nothing was done meanwhile.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """One code, as its page tells it."""

    code: str
    status: int
    title: str
    meaning: str | None
    remedy: str
    example: str


def error_pages(language: NegotiatedLanguage) -> tuple[ErrorPage, ...]:
    """Every code, in the order of its status."""
    return tuple(error_page(code, language) for code in STATUSES)


def error_page(code: str, language: NegotiatedLanguage) -> ErrorPage:
    """One code; KeyError where there is none such."""
    status, title = STATUSES[code]
    meaning = DETAILS.get(code)
    return ErrorPage(
        code=code,
        status=status,
        title=typeset_text(title, language),
        meaning=typeset_text(meaning, language) if meaning is not None else None,
        remedy=typeset_text(REMEDIES[code], language),
        example=_example(code, language),
    )


def _example(code: str, language: NegotiatedLanguage) -> str:
    status, title = STATUSES[code]
    shown = {
        "type": f"…/docs/errors/{code}",
        "title": title.in_language(language),
        "status": status,
        "detail": (DETAILS.get(code) or title).in_language(language),
        "instance": "/v1/dossiers",
        "code": code,
        "request_id": "0193570e-8f3a-7cc0-b2f1-6f1d3a2e9b10",
        "errors": example_reasons(code, language),
    }
    return orjson.dumps(shown, option=orjson.OPT_INDENT_2).decode()
