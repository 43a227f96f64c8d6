"""Decisions on the scope of an assessment, on reference data and on how one assesses (D23–D30, D74)."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision, switch
from app.domain.text import Text

D23 = decision(
    "D23",
    fr=(
        "On évalue le référentiel moins ce qui est conservé, commun, couvert par un CQPI ou apporté par une passerelle."
    ),
    en="The scope is the framework less what is retained, shared, covered by a CQPI or brought by a bridge.",
    decided=(
        "Le périmètre de l'évaluation est le référentiel moins les compétences conservées et encore valables, "
        "celles communes avec un CQP détenu en entier, celles que couvre un CQPI vérifié et celles d'une "
        "passerelle ; il est figé quand l'évaluation commence ; chaque dispense nomme sa source."
    ),
    requires=Text(
        fr="L'évaluation ne porte que sur son périmètre, figé quand elle commence.",
        en="The assessment bears only on its scope, frozen when it starts.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("recordAssessment", "getAssessment", "deliberate"),
)

D24 = decision(
    "D24",
    fr="D'une certification à l'autre, seule une validation totale se transfère.",
    en="From one certification to another only a full award transfers.",
    decided=(
        "D'une certification à l'autre, seule une validation totale se transfère ; une validation partielle ne "
        "vaut que dans la même certification."
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("recordAssessment", "getAssessment"),
)

D25 = decision(
    "D25",
    fr="L'entreprise dépose la preuve d'un CQPI et le secrétariat la vérifie ; rien n'est retiré avant.",
    en="The company uploads the proof of a CQPI and the secretariat verifies it; nothing is narrowed before.",
    decided=(
        "L'entreprise dépose la preuve d'un CQPI, le secrétariat la vérifie ; le périmètre n'est pas réduit "
        "avant. Le parchemin d'une demande de passerelle est vérifié de la même manière."
    ),
    requires=Text(
        fr="Le titre détenu doit être vérifié par le secrétariat.",
        en="The certification held must be verified by the secretariat.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("addDocument", "verifyHeldCertification", "recordAssessment", "completeRegistration"),
)

D26 = decision(
    "D26",
    fr=(
        "Les correspondances perdues du guide et les référentiels sont des données que le secrétariat tient, avec "
        "leur source."
    ),
    en="The guide's lost correspondences and the frameworks are data kept by the secretariat, with their source.",
    decided=(
        "Les tableaux de correspondance entre CQP et CQPI et entre CQP et pharmacie étaient des images et sont "
        "perdus : ce sont des données de référence que le secrétariat tient à jour, chaque ligne avec sa source "
        "et sa confirmation ; le bac à sable livre des lignes non confirmées. Il en va de même des référentiels."
    ),
    requires=Text(
        fr="La correspondance ou le référentiel doit avoir une source et être confirmé pour produire un effet.",
        en="The correspondence or framework must have a source and be confirmed to take effect.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("putFramework", "putCqpiEquivalence", "putBridge"),
)

D27 = decision(
    "D27",
    fr=(
        "Un CQPI par équivalence est délivré au même jury, s'il est demandé, confirmé et si le CQP est validé en "
        "totalité."
    ),
    en=(
        "A CQPI by equivalence is delivered at the same jury, if asked for, confirmed, and the CQP is awarded in full."
    ),
    decided=(
        "Un CQPI par équivalence est délivré au même jury quand il est demandé dans le dossier, que la "
        "correspondance est confirmée et que le CQP est validé en totalité ; jamais sur une validation partielle."
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("createDossier", "deliberate", "closeJurySession"),
)

D28 = decision(
    "D28",
    fr="Les parcours ouverts à une certification sont des données ; les deux CQPI autonomes : parcours 1 et 2.",
    en="The pathways open to a certification are data; the two stand-alone CQPI: pathways 1 and 2.",
    decided=(
        "Les parcours ouverts à une certification sont des données ; pour les deux CQPI obtenus par la même "
        "démarche : parcours 1 et 2."
    ),
    requires=Text(
        fr="Le parcours doit être ouvert à la certification visée.",
        en="The pathway must be open to the certification aimed at.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("getCertification", "putCertificationSettings", "checkEligibility", "createDossier"),
)

D29 = decision(
    "D29",
    fr="L'observation et le document écrit dépendent de la certification.",
    en="The observation and the written document depend on the certification.",
    decided="L'observation en situation de travail et le document écrit sont demandés certification par certification.",
    requires=Text(
        fr="La certification dit si une observation et un document écrit sont demandés.",
        en="The certification says whether an observation and a written document are asked for.",
    ),
    operations=("getCertification", "putCertificationSettings", "recordAssessment", "completeAssessment"),
)

D30 = decision(
    "D30",
    fr="Le délai de R41 est du parcours 3, du dernier jour d'évaluation à la réception de l'outil 8.",
    en="The delay of R41 is pathway 3's, from the last day of assessment to the receipt of outil 8.",
    decided=(
        "Le délai de deux semaines de R41 est celui du parcours 3, du dernier jour d'évaluation à la réception de "
        "l'outil 8 ; un réglage peut l'étendre aux autres."
    ),
    parameters=(
        switch(
            "other_pathways",
            False,
            "Étendre le délai de R41 aux parcours 1 et 2",
            "Extend the delay of R41 to pathways 1 and 2",
        ),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("addDocument", "getChecklist", "listDeadlines"),
)

D74 = decision(
    "D74",
    fr="Un CQPI demandé correspond au CQP ; non délivré, on dit pourquoi ; il tombe avec le CQP.",
    en="A CQPI asked for corresponds to the CQP; not delivered, the reason is told; it falls with the CQP.",
    decided=(
        "Un CQPI demandé a une correspondance avec le CQP, confirmée ou non ; sans elle, la demande est refusée. S'il "
        "n'est finalement pas délivré, le titulaire et l'employeur savent pourquoi. Un CQPI délivré avec un CQP tombe "
        "avec sa révocation, sauf si le secrétariat le maintient (keep_cqpi), avec un motif."
    ),
    requires=Text(
        fr="Le CQPI demandé doit avoir une correspondance avec le CQP visé (listCqpiEquivalences).",
        en="The CQPI asked for must have a correspondence with the CQP aimed at (listCqpiEquivalences).",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "createDossier",
        "updateDossier",
        "importDossiers",
        "getAgenda",
        "deliberate",
        "closeJurySession",
        "revokeCertificate",
    ),
)
