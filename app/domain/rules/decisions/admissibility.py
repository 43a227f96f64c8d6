"""Decisions on admissibility, its delays and the skills identification (D11–D15)."""

from app.domain.rules.drafting import choice, decision
from app.domain.text import Text

D11 = decision(
    "D11",
    fr="Le délai de réponse court de la réception de la demande complète ; le silence ne décide de rien.",
    en="The time to answer runs from the receipt of the complete request; silence decides nothing.",
    decided=(
        "Le guide compte à partir de la réception de la demande, la notice du CERFA à partir du dossier complet : "
        "le délai court, en mois civils, du jour où la demande est complète (réception du dernier envoi), et "
        "celui de la première réception est montré à côté. Passé ce délai, la demande est en retard, visible et "
        "rappelée ; le silence ne décide de rien."
    ),
    parameters=(
        choice(
            "silence_rule",
            "none",
            ("none", "accept"),
            "Effet du silence passé le délai",
            "Effect of silence past the delay",
        ),
    ),
    operations=("submitAdmissibility", "decideAdmissibility", "getChecklist", "listDeadlines"),
    note=Text(
        fr=(
            "Ce que la loi dit aujourd'hui de la VAE de droit commun : la décision est notifiée deux mois au plus "
            "après la réception, et le silence vaut acceptation (Code du travail, L6412-2). Le paramètre silence_rule "
            "a pour valeur de départ none ; rien n'a été trouvé de l'usage de la branche : c'est à elle de choisir."
        ),
        en=(
            "What the law says today of common-law VAE: the decision is notified two months after the receipt at the "
            "latest, and silence is acceptance (Code du travail, L6412-2). The parameter silence_rule begins with "
            "none; nothing was found of the branch's own practice: it is for the branch to choose."
        ),
    ),
)

D12 = decision(
    "D12",
    fr=(
        "La durée de la candidature court de l'accusé de réception de l'attestation, à défaut de son envoi, à défaut "
        "de la décision."
    ),
    en=(
        "The time of the candidacy runs from the acknowledgement of the attestation, else its dispatch, else the "
        "decision."
    ),
    decided=(
        "Dix-huit mois, ce sont des mois civils à compter de l'accusé de réception de l'attestation s'il est "
        "connu, sinon de son envoi, sinon de la décision ; l'inscription à un jury y satisfait, quelle que soit "
        "la date de la session. Se retirer du jury expose de nouveau au délai ; une session annulée par la "
        "branche, non. Passé le délai, la candidature est caduque ; le secrétariat peut le prolonger, en donnant "
        "un motif. L'envoi et l'accusé de réception ne conditionnent jamais l'inscription."
    ),
    requires=Text(
        fr="La candidature est caduque passé son terme, sauf prolongation motivée par le secrétariat.",
        en="The candidacy lapses after its term, unless the secretariat extends it with a reason.",
    ),
    operations=(
        "recordDispatch",
        "acknowledgeAdmissibility",
        "readAttestation",
        "extendAdmissibility",
        "registerToJury",
        "withdrawFromJury",
        "listDeadlines",
    ),
)

D13 = decision(
    "D13",
    fr="Un refus de recevabilité est motivé dans le parcours 2 comme dans le parcours 3.",
    en="A refusal of admissibility gives its grounds in pathway 2 as in pathway 3.",
    decided="Un refus de recevabilité porte ses motifs dans le parcours 2 comme dans le parcours 3.",
    requires=Text(
        fr="Une décision d'irrecevabilité doit porter au moins un motif.",
        en="A decision of inadmissibility must carry at least one ground.",
    ),
    operations=("decideAdmissibility",),
)

D14 = decision(
    "D14",
    fr="L'attestation part avec l'outil 6 déjà déposé.",
    en="The attestation goes out with the outil 6 already stored.",
    decided="L'attestation part avec l'outil 6 déjà déposé : il n'y a rien de nouveau à téléverser.",
    operations=("recordDispatch",),
)

D15 = decision(
    "D15",
    fr="Un évaluateur habilité qui a mené le repérage peut encore évaluer : un avertissement, pas un refus.",
    en=(
        "An authorised evaluator who took part in the skills identification may still assess: a warning, not a refusal."
    ),
    decided=(
        "Les « évaluateurs » de R33 sont les deux intervenants du repérage. Un évaluateur habilité qui était l'un "
        "d'eux peut encore évaluer : c'est un avertissement, non un refus."
    ),
    operations=("chooseEvaluator", "recordSkillsIdentification", "getChecklist", "getAgenda"),
)
