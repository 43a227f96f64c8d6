"""Decisions on who pays, and on the partner branch: what they say, and what they are told (D72, D73)."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision, number
from app.domain.text import Text

D72 = decision(
    "D72",
    fr="Une prise en charge se déclare, se corrige et se retire aussi quand le dossier est ouvert.",
    en="A funding is declared, corrected and taken away also once the dossier is open.",
    decided=(
        "Les financeurs sont des données de référence (code, nom, premier et dernier jour), que demande aussi le "
        "compte d'un programme ; un code inconnu est refusé, et la casse ne compte pas. L'employeur ou le secrétariat"
        " déclare, corrige ou retire une prise en charge jusqu'à un an après la décision ou la clôture, sauf si le "
        "financeur l'a confirmée ; le financeur peut ajouter son propre numéro à ce qu'il a confirmé, rejeter avec un"
        " motif, et revenir sur son rejet. Il voit comment le dossier a fini : motif de la clôture, état des "
        "parchemins, code RNCP s'il est connu. R79 parle des entreprises de la CCNIC : la prise en charge d'une autre"
        " est signalée."
    ),
    requires=Text(
        fr=(
            "Le financeur est de la liste et prenait en charge le jour de la demande ; ce qu'il a confirmé ne change "
            "plus sans lui."
        ),
        en="The funder is on the list and paid on the day of the request; what it has confirmed changes by it alone.",
    ),
    parameters=(
        number(
            "declaration_years",
            1,
            "years",
            "Temps pendant lequel les prises en charge d'un dossier fini changent encore",
            "Time for which the fundings of a dossier that ended may still change",
            within=(0, 10),
        ),
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "listFunders",
        "putFunder",
        "createClient",
        "updateClient",
        "createDossier",
        "importDossiers",
        "listFundings",
        "getFunding",
        "declareFunding",
        "updateFunding",
        "removeFunding",
        "confirmFunding",
        "rejectFunding",
        "recordFundingRejection",
        "addFundingReference",
        "listFundedDossiers",
        "getFundedDossier",
    ),
)

D73 = decision(
    "D73",
    fr="La branche partenaire lit, corrige et retire ses propres comptes rendus ; chaque version reste écrite.",
    en="The partner branch reads, corrects and takes back its own reports; each version stays on record.",
    decided=(
        "La branche partenaire lit, corrige et retire ses propres comptes rendus, et chaque version est gardée ; un "
        "compte rendu nomme la passerelle sur laquelle il repose, ou aucune, et il est alors marqué ainsi. Elle suit "
        "par les événements ce que deviennent les parchemins sur lesquels elle a décidé, et les demandes qu'elle a "
        "apportées. La demande de passerelle d'un titulaire peut être apportée par le système du partenaire plutôt "
        "que par la poste (R77), avec le numéro et la copie du parchemin ; c'est au secrétariat de la vérifier (D25)."
    ),
    requires=Text(
        fr="Une correction, un retrait ou une demande écartée disent pourquoi.",
        en="A correction, a cancellation or a declined request says why.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "recordPartnerDecision",
        "listPartnerDecisions",
        "correctPartnerDecision",
        "cancelPartnerDecision",
        "requestBridge",
        "listBridgeRequests",
        "getBridgeRequest",
        "getBridgeRequestDocument",
        "openBridgeRequest",
        "declineBridgeRequest",
    ),
)
