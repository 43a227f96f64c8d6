"""The scheme and its catalogue: what is awarded, to whom, and what a CQPI brings (R1–R9)."""

from app.domain.law import Concern
from app.domain.rules.drafting import CQPI_IN_FORCE_FROM, guide_rule
from app.domain.text import Text

R1 = guide_rule(
    "R1",
    fr="Les CQP des industries chimiques sont créés par la CPNE de la branche.",
    en="The CQP of the chemical industries are created by the branch's CPNE.",
    quotes=("créée par la commission paritaire nationale de l'emploi (CPNE) des Industries Chimiques",),
    concerns=Concern.EVERY_PATHWAY,
    note=Text(
        fr="Règle d'information : elle dit qui crée la certification et ne demande rien à personne.",
        en="Informative: it says who creates the certification and asks nothing of anybody.",
    ),
)

R2 = guide_rule(
    "R2",
    fr=(
        "Les CQP sont ouverts aux salariés de la CCNIC et d'autres branches, aux intérimaires et aux salariés de GEIQ."
    ),
    en="The CQP are open to employees within and outside the CCNIC, temporary workers and GEIQ workers.",
    quotes=(
        (
            "Aux salariés des entreprises relevant de la Convention Collective Nationale des Industries Chimiques "
            "(CCNIC)"
        ),
        "Aux salariés d'entreprises ne relevant pas de la CCNIC",
        "Aux intérimaires mis à disposition par une entreprise de travail temporaire",
        ("Aux salariés mis à disposition par un groupement d'employeurs pour l'insertion et la qualification (GEIQ)"),
    ),
    requires=Text(
        fr="Le candidat doit être salarié, intérimaire mis à disposition ou salarié d'un GEIQ mis à disposition.",
        en="The candidate must be an employee, a temporary worker or a GEIQ worker made available to a company.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("checkEligibility", "createDossier"),
    note=Text(
        fr="Le parcours 3 est aussi ouvert aux indépendants et aux demandeurs d'emploi (D47).",
        en="Pathway 3 is also open to the self-employed and to job seekers (D47).",
    ),
)

R3 = guide_rule(
    "R3",
    fr=(
        "Seize certifications (quatorze CQP et deux CQPI) peuvent être préparées, chacune avec sa filière et son "
        "coefficient."
    ),
    en=(
        "Sixteen certifications (fourteen CQP and two CQPI) can be prepared, each with its family and its coefficient."
    ),
    quotes=("Seize CQP/CQPI des Industries Chimiques peuvent être mis en œuvre",),
    requires=Text(
        fr="La certification visée doit être l'une des seize qui peuvent être préparées.",
        en="The certification aimed at must be one of the sixteen that can be prepared.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("listCertifications", "getCertification", "createDossier"),
)

R4 = guide_rule(
    "R4",
    fr="Les CQP sont inscrits au RNCP et peuvent donc être obtenus par la VAE.",
    en="The CQP are registered in the RNCP and may therefore be obtained by validation of experience (VAE).",
    quotes=(
        ("ils peuvent donc être obtenus dans le cadre d'une démarche de validation des acquis de l'expérience (VAE)"),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("listPathways", "getPathway", "checkEligibility"),
)

R5 = guide_rule(
    "R5",
    fr="Six CQPI sont délivrés par équivalence en même temps qu'un CQP, à la demande du candidat dans son dossier.",
    en="Six CQPI are delivered by equivalence together with a CQP, at the candidate's request in the dossier.",
    quotes=(
        (
            "Délivrés sur demande (dans le dossier candidat) en même temps qu'un CQP des Industries Chimiques, "
            "par équivalence"
        ),
    ),
    requires=Text(
        fr="Le CQPI par équivalence doit être demandé dans le dossier candidat et correspondre au CQP visé.",
        en="The CQPI by equivalence must be asked for in the dossier and correspond to the CQP aimed at.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("createDossier", "updateDossier", "deliberate", "listCqpiEquivalences"),
    since=CQPI_IN_FORCE_FROM,
)

R6 = guide_rule(
    "R6",
    fr=(
        "Le CQPI technicien de la qualité et le CQPI vente conseil en magasin s'obtiennent par la même démarche "
        "qu'un CQP."
    ),
    en="The CQPI quality technician and the CQPI in-store sales adviser are obtained by the same process as a CQP.",
    quotes=("Obtenus dans le cadre de la même démarche que les CQP des Industries Chimiques",),
    operations=("getCertification", "createDossier"),
    since=CQPI_IN_FORCE_FROM,
)

R7 = guide_rule(
    "R7",
    fr="Le CQP responsable de secteur se prépare avec l'option production ou l'option logistique.",
    en='The CQP "responsable de secteur" is prepared with the option production or the option logistics.',
    quotes=("Option production ou logistique",),
    requires=Text(
        fr=(
            "Pour cette certification, une de ses options doit être choisie ; une certification sans option n'en "
            "reçoit pas."
        ),
        en="For this certification one of its options must be chosen; a certification without options takes none.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("createDossier", "updateDossier", "getCertification"),
)

R8 = guide_rule(
    "R8",
    fr=("Le titulaire d'un CQPI, une fois ce titre vérifié, n'est évalué que sur les compétences propres à la chimie."),
    en="Once the CQPI has been checked, its holder is assessed only on the competences specific to chemistry.",
    quotes=(
        "après avoir vérifié que le candidat a bien obtenu le CQPI",
        (
            "Le salarié ne sera pas réévalué sur l'ensemble des compétences ; il sera évalué uniquement sur les "
            "compétences spécifiques des Industries Chimiques"
        ),
    ),
    requires=Text(
        fr=("Le CQPI détenu doit être vérifié avant que les compétences qu'il couvre soient retirées de l'évaluation."),
        en="The CQPI held must be verified before the competences that it covers leave the assessment.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("addDocument", "verifyHeldCertification", "recordAssessment", "getAssessment"),
    since=CQPI_IN_FORCE_FROM,
)

R9 = guide_rule(
    "R9",
    fr="Le 14 février 2013, la CPNE a adhéré à huit CQPI.",
    en="On 14 February 2013 the CPNE joined eight CQPI.",
    quotes=(
        (
            "la CPNE des industries chimiques a décidé d'adhérer au dispositif CQP inter-branches pour les 8 CQPI "
            "suivants"
        ),
    ),
    requires=Text(
        fr="Le CQPI doit être l'un des huit auxquels la branche a adhéré.",
        en="The CQPI must be one of the eight that the branch has joined.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("listCertifications", "listCqpiEquivalences", "createDossier"),
    since=CQPI_IN_FORCE_FROM,
)
