"""The two clocks of a VAE request: how long there is to answer, and to reach a jury (R44–R45)."""

from app.domain.rules.drafting import guide_rule, number
from app.domain.text import Text

R44 = guide_rule(
    "R44",
    fr=(
        "L'attestation de recevabilité et l'outil 6 partent en recommandé avec AR dans les {months_in_words} de la "
        "réception de la demande."
    ),
    en=(
        "The attestation of admissibility and outil 6 go by registered letter within {months_in_words} of the receipt "
        "of the request."
    ),
    quotes=(
        (
            "une attestation de recevabilité, accompagné de l'outil 6, est adressée au candidat par lettre "
            "recommandée avec AR dans les 2 mois qui suivent la réception de la demande"
        ),
    ),
    requires=Text(
        fr="La réponse est attendue dans les {months} mois qui suivent la réception de la demande complète.",
        en="The answer is due within {months} months of the receipt of the complete request.",
    ),
    parameters=(
        number(
            "months",
            2,
            "months",
            "Délai de réponse à la demande de recevabilité",
            "Time to answer the admissibility request",
            within=(1, 24),
        ),
    ),
    operations=("decideAdmissibility", "recordDispatch", "acknowledgeAdmissibility", "getChecklist", "listDeadlines"),
)

R45 = guide_rule(
    "R45",
    fr="Le candidat a {months_in_words} pour maintenir sa candidature et s'inscrire à un jury.",
    en="The candidate has {months_in_words} to keep the candidacy and register to a jury.",
    quotes=(
        (
            "Le candidat a 18 mois pour maintenir sa candidature et s'inscrire à un jury paritaire national des "
            "CQP des Industries Chimiques"
        ),
    ),
    requires=Text(
        fr=(
            "L'inscription à un jury doit intervenir dans les {months} mois de la recevabilité, sauf prolongation "
            "par le secrétariat."
        ),
        en=(
            "Registration to a jury must take place within {months} months of admissibility, unless the "
            "secretariat extends the term."
        ),
    ),
    parameters=(
        number("months", 18, "months", "Durée de la candidature", "Duration of the candidacy", within=(1, 120)),
    ),
    operations=("registerToJury", "extendAdmissibility", "acknowledgeAdmissibility", "getChecklist", "listDeadlines"),
)
