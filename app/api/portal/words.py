"""What every page of the portal says around its subject, and the names of those who act."""

from collections.abc import Mapping

from app.domain.pathway import Actor
from app.domain.text import Text

WORDS: Mapping[str, Text] = {
    "house": Text("CQP et CQPI des Industries Chimiques", "CQP and CQPI of the French chemical industries"),
    "documentation": Text("Documentation", "Documentation"),
    "skip": Text("Aller au contenu", "Skip to the content"),
    "languages": Text("Langue", "Language"),
    "contents": Text("Sommaire", "Contents"),
    "on_this_page": Text("Sur cette page", "On this page"),
    "rule": Text("Règle", "Rule"),
    "decision": Text("Décision", "Decision"),
    "of_the_guide": Text("Les règles du guide", "The rules of the guide"),
    "decisions": Text("Les décisions, là où le guide se tait", "The decisions, where the guide is silent"),
    "since": Text("Depuis le", "Since"),
    "repealed": Text("N'est plus en vigueur depuis le", "No longer in force since"),
    "asks": Text("Ce qui est demandé", "What it asks"),
    "parameters": Text("Paramètres", "Parameters"),
    "default": Text("par défaut", "by default"),
    "coming": Text("à partir du", "from"),
    "operations": Text("Opérations", "Operations"),
    "pathways": Text("Parcours", "Pathways"),
    "source": Text("Source", "Source"),
    "status": Text("Statut HTTP", "HTTP status"),
    "means": Text("Ce que cela veut dire", "What it means"),
    "remedy": Text("Que faire", "What to do"),
    "example": Text("Ce que vous recevez", "What you receive"),
    "all_errors": Text("Toutes les erreurs", "All errors"),
    "type": Text("Type", "Type"),
    "event": Text("Ce qui arrive", "What happens"),
    "actor": Text("Qui agit", "Who acts"),
    "documents": Text("Documents", "Documents"),
    "rules": Text("Règles", "Rules"),
    "step": Text("Étape", "Step"),
    "dossier_status": Text("Statut", "Status"),
    "optional": Text("facultative", "optional"),
    "any_time": Text("Au fil du dossier, d'une étape à l'autre :", "Along the dossier, from one step to another:"),
    "conditions": Text("Conditions d'accès :", "Conditions of access:"),
    "code": Text("Code", "Code"),
    "french": Text("En français", "In French"),
    "english": Text("En anglais", "In English"),
    "meaning": Text("Sens", "Meaning"),
    "document": Text("Le document OpenAPI, pour engendrer un client", "The OpenAPI document, to generate a client"),
    "offline": Text(
        "Cette documentation est servie par la plateforme elle-même : rien n'y vient d'ailleurs.",
        "This documentation is served by the platform itself: nothing on it comes from elsewhere.",
    ),
    "needs_script": Text(
        "La référence interactive a besoin de JavaScript. Sans lui, la liste qui suit dit chaque opération.",
        "The interactive reference needs JavaScript. Without it, the list below tells each operation.",
    ),
}

ACTOR_LABELS: Mapping[Actor, Text] = {
    Actor.EMPLOYER: Text("l'employeur", "the employer"),
    Actor.EVALUATOR: Text("l'évaluateur habilité", "the authorised evaluator"),
    Actor.TRADE_EVALUATOR: Text("l'évaluateur métier", "the trade evaluator"),
    Actor.SECRETARIAT: Text("le secrétariat", "the secretariat"),
    Actor.JURY: Text("le jury paritaire national", "the national joint jury"),
}
