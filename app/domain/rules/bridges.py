"""The bridges between the CQP of chemistry and those of the pharmaceutical industry (R75–R78)."""

from app.domain.law import Concern
from app.domain.rules.drafting import guide_rule
from app.domain.text import Text

R75 = guide_rule(
    "R75",
    fr=(
        "Chaque branche délivre sa propre certification : son jury décide, en tout ou partie, pour les titulaires "
        "de l'autre."
    ),
    en=(
        "Each branch delivers its own certification: its jury decides, in whole or in part, for the holders of "
        "the other's."
    ),
    quotes=(
        "chaque certificateur délivre la certification qui relève de sa compétence",
        (
            "Le jury émanant de la CPNE des Industries Chimiques décide de la délivrance de tout ou partie d'un "
            "CQP des Industries Chimiques aux titulaires d'un CQP de l'Industrie Pharmaceutique"
        ),
    ),
    requires=Text(
        fr=(
            "La passerelle demandée doit mener d'un CQP de l'industrie pharmaceutique à un CQP de la chimie, "
            "délivré par son jury."
        ),
        en="The bridge asked for must lead from a pharmaceutical CQP to a chemical one, delivered by its jury.",
    ),
    operations=("createDossier", "deliberate", "recordPartnerDecision"),
)

R76 = guide_rule(
    "R76",
    fr="Le titulaire est informé de la passerelle à la remise de son parchemin.",
    en="The holder is told of the bridge on receiving the certificate.",
    quotes=(
        ("sont informés, lors de la remise de leur parchemin, de la possibilité d'obtenir un CQP de l'autre branche"),
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("closeJurySession", "getCertificate", "getCertificatePdf"),
)

R77 = guide_rule(
    "R77",
    fr=(
        "La demande de passerelle est un dossier accompagné de la copie du parchemin, adressé au secrétariat de "
        "l'autre branche."
    ),
    en="A bridge request is a file with a copy of the certificate, sent to the secretariat of the other branch.",
    quotes=(
        (
            "compléter un dossier de demande et l'adresser, avec la copie du parchemin du CQP obtenu, au "
            "secrétariat des CQP de l'autre branche"
        ),
    ),
    requires=Text(
        fr="Le dossier de demande et la copie du parchemin du CQP obtenu sont nécessaires.",
        en="The request file and the copy of the certificate of the CQP obtained are needed.",
    ),
    operations=("createDossier", "addDocument", "verifyHeldCertification", "completeRegistration"),
)

R78 = guide_rule(
    "R78",
    fr=(
        "Une passerelle est une équivalence totale et réciproque, ou une équivalence partielle entre unités et "
        "compétences."
    ),
    en="A bridge is a total and reciprocal equivalence, or a partial one between units and competences.",
    quotes=(
        (
            "à une équivalence totale et réciproque entre un CQP de l'industrie pharmaceutique et un CQP des "
            "Industries Chimiques"
        ),
        "à une équivalence partielle entre",
    ),
    requires=Text(
        fr="Seules les compétences que la passerelle fait correspondre peuvent être reconnues par elle.",
        en="Only the competences that the bridge matches may be recognised by it.",
    ),
    operations=("listBridges", "getBridge", "putBridge", "createDossier", "deliberate"),
)
