"""Who may fund a pathway (R79)."""

from app.domain.law import Concern
from app.domain.rules.drafting import guide_rule
from app.domain.text import Text

R79 = guide_rule(
    "R79",
    fr=(
        "Les parcours des salariés de la CCNIC peuvent être financés par l'organisme de la branche, selon le "
        "dispositif de formation."
    ),
    en="The pathways of CCNIC employees may be funded by the branch's funder, depending on the training scheme.",
    quotes=(
        "peuvent être financés par l'organisme paritaire collecteur de la branche (OPCA DEFI)",
        "Les modalités de prise en charge varient selon le dispositif de formation utilisé",
    ),
    requires=Text(
        fr="Le dispositif de formation déclaré doit être ouvert le jour de la demande.",
        en="The training scheme declared must be open on the day of the request.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=(
        "listTrainingSchemes",
        "listFunders",
        "putFunder",
        "createDossier",
        "listFundedDossiers",
        "lookupFundedDossiers",
        "confirmFunding",
        "rejectFunding",
    ),
    note=Text(
        fr="L'organisme de la branche est OPCO 2i depuis 2019 ; le guide nomme encore OPCA DEFI.",
        en="The branch's funder has been OPCO 2i since 2019; the guide still names OPCA DEFI.",
    ),
)
