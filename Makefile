.DEFAULT_GOAL := help
.PHONY: help run test check journey bench population large cluster chaos mail-chaos machine drill nightly openapi examples check-clients sdk check-deploy check-image fuzz changes release docs sbom refresh audit mutants migrate format environment tools

# Chaque démarrage lit du code déjà compilé, même là où l'environnement défend d'en garder : les tests en font des centaines.
export PYTHONDONTWRITEBYTECODE :=

PY := .venv/bin/python
OLDER := $(or $(TEST_POSTGRES_BIN),/usr/lib/postgresql/15/bin)

help:  ## Cette aide
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: environment  ## Démarre le bac à sable sur 127.0.0.1:8000 (PORT et DATABASE_URL pour changer) ; Ctrl-C l'arrête
	@exec $(PY) -m app.sandbox

test: tools  ## Passe tous les tests (T="-k recours" pour choisir ; TEST_POSTGRES_BIN pour un autre PostgreSQL)
	@$(PY) -m pytest -n logical --maxprocesses 4 --dist worksteal $(T)

check: tools  ## Vérifie style, types, étages de la maison
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-logo
	@$(PY) -m tools.openapi_changes check

journey: tools  ## Conduit des dossiers entiers contre `make run` (BASE_URL pour un autre) ou un bac à sable passager (S=bridge pour choisir ; PAPERS=dossier garde les PDF)
	@$(PY) -m journey $(S)

bench: tools  ## Mesure chaque but de vitesse à côté de Starlette et asyncpg nus, et de l'habituel
	@$(PY) -m benchmarks
	@$(PY) -m benchmarks.eligibility

population: tools  ## Fait un registre de N dossiers (10000, 100000, 1000000) dans .data/population, ou à DATABASE_URL
	@$(PY) -m benchmarks.large.register --dossiers $(or $(N),10000) $(if $(DATABASE_URL),--url "$(DATABASE_URL)")

large: tools  ## Pose les mêmes questions à des registres de 10 000, 100 000 et un million de dossiers (SIZES="10000 100000"), et récrit le tableau
	@$(PY) -m benchmarks.large $(if $(SIZES),--sizes $(SIZES))

cluster: tools build/cluster/ready  ## Démarre toute la topologie sur 127.0.0.1 : PostgreSQL et réplique sous Patroni, PgBouncer, deux serve, deux worker, mandataires ; Ctrl-C l'arrête
	@$(PY) -m tests.cluster

chaos: tools build/cluster/ready  ## Mène cette topologie par la table des fautes (bascules, processus tués ou figés…) : confirmé, perdu, doublé, en combien de temps (F="bascule demandée" pour une)
	@$(PY) -m tests.cluster.chaos $(if $(F),"$(F)")

mail-chaos: tools  ## Tue cinquante ouvriers au hasard pendant cinq cents courriels, et compte ce que le serveur a reçu (SEED=2)
	@$(PY) -m tests.mail.chaos 500 50 $(or $(SEED),1)

machine: tools  ## Mène plusieurs dossiers au hasard pendant 200 000 pas : aucun état illégal (STEPS=50000)
	@CQP_MACHINE_STEPS=$(or $(STEPS),200000) $(PY) -m pytest -q tests/journeys/test_journey_machine.py

drill: tools  ## Sauvegarde un PostgreSQL en service, le rétablit à un moment donné et compare ligne à ligne (TEST_POSTGRES_BIN)
	@$(PY) -m tests.releases.drill

nightly: tools  ## Ce qui est long : PostgreSQL 15 en entier, tous les clients, tous les vérificateurs, les livraisons derrière HAProxy, la machine sur 10 000 pas, les ouvriers tués
	@if [ -x "$(OLDER)/initdb" ]; then TEST_POSTGRES_BIN=$(OLDER) $(PY) -m pytest -n logical --maxprocesses 4 --touching-the-database; else echo "PostgreSQL 15 n'est pas installé ici ($(OLDER))."; fi
	@$(PY) -m pytest -n logical --maxprocesses 4 --nightly
	@$(MAKE) check-clients
	@$(PY) -m tests.releases.rolling
	@CQP_EVERY_VERIFICATION=1 $(PY) -m pytest -q tests/credentials
	@$(MAKE) drill
	@$(MAKE) machine STEPS=10000
	@$(MAKE) mail-chaos

openapi: environment  ## Réécrit openapi/v1.json d'après les routes
	@$(PY) -m app.cli openapi

examples: tools  ## Réécrit app/api/recorded_examples.json en racontant les histoires à un bac à sable passager, puis openapi/v1.json
	@$(PY) -m tools.examples
	@$(PY) -m app.cli openapi

check-clients: tools  ## Vérifie les clients engendrés : engendre, compile, tourne (Q=--quick pour les plus rapides)
	@$(PY) -m tools.clients $(Q)

sdk: tools  ## Fait des clients publiés une roue Python et une archive npm, dans build/sdk/packages (Q=--try : et raconte un parcours entier par chacun)
	@$(PY) -m tools.sdk $(Q)

check-deploy: tools  ## Vérifie ce qui sert à déployer (deploy/) par ses propres outils ; nomme ceux qui manquent
	@$(PY) -m tools.deployment

check-image: tools  ## Rejoue le Dockerfile sans moteur de conteneurs, paquets compris, et démarre ce qui en sort (DATABASE_URL : une base vide, au lieu de l'embarquée)
	@$(PY) -m tools.deployment.image

fuzz: tools  ## Envoie à chaque opération des milliers de requêtes tirées du document, liens suivis (longtemps ; AS="secretariat")
	@$(PY) -m tools.fuzz $(AS)

changes: tools  ## Dit ce qui change dans le contrat depuis la dernière version publiée
	@$(PY) -m tools.openapi_changes changes

release: tools  ## Publie le contrat : une section du journal (app/api/portal/changelog.md), et la référence des suivantes (VERSION=1.1.0)
	@$(PY) -m tools.openapi_changes release $(VERSION)

docs: tools  ## Réécrit docs/rules.md, docs/pathways.md, docs/quality.md, docs/asvs.md et la table de docs/security.md d'après le code
	@$(PY) -m tools

sbom: tools  ## Écrit build/sbom.cdx.json, l'inventaire de ce dont le service est fait (CycloneDX 1.6)
	@mkdir -p build
	@$(PY) -W ignore -m cyclonedx_py requirements requirements/run.txt --pyproject pyproject.toml --mc-type application --output-reproducible --spec-version 1.6 --validate --output-format JSON --output-file build/sbom.cdx.json

refresh: tools build/maintenance/ready  ## Épingle de nouveau les paquets, au plus récent de ce que requirements/*.in admet, et dit ce qui change (LAYERS="run dev")
	@$(PY) -m tools.pins.refresh $(LAYERS)

audit: tools build/maintenance/ready  ## Confronte les paquets épinglés aux avis de sécurité connus (ADVISORIES=all.zip, l'archive d'OSV pour PyPI, se passe de réseau)
	@ADVISORIES="$(ADVISORIES)" $(PY) -m tools.pins.audit

mutants: tools  ## Mesure les tests des règles : fautes glissées dans app/domain ; Ctrl-C puis la même commande reprend (M="app.domain.scope" J=2)
	@$(PY) -m tools.mutants $(M) --jobs $(or $(J),1)

migrate: environment  ## Amène la base de DATABASE_URL au dernier schéma
	@$(PY) -m app.cli migrate

format: tools  ## Met le code en forme
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format --quiet .

environment:
	@command -v python3 >/dev/null || { echo "Il faut Python 3.11 ou plus récent (commande python3)." >&2; exit 1; }
	@python3 requirements/install.py run

tools:
	@command -v python3 >/dev/null || { echo "Il faut Python 3.11 ou plus récent (commande python3)." >&2; exit 1; }
	@python3 requirements/install.py dev

build/maintenance/ready: requirements/maintenance.txt
	@python3 -m venv build/maintenance
	@build/maintenance/bin/python -m pip -qq --disable-pip-version-check install --require-hashes -r requirements/maintenance.txt
	@touch $@

build/cluster/ready: build/maintenance/ready requirements/cluster.txt
	@$(PY) -m tests.cluster.prepare
	@touch $@
