"""The schema of the next release: ours, and one migration more, which only adds."""

import shutil
from pathlib import Path

from app.db.migrations import SCRIPTS
from app.db.readiness import newest_version

NEXT = "ffffffffffff"
_MIGRATION = '''"""Add a column, as any release would."""

import sqlalchemy as sa
from alembic import op

from app.db.online_indexes import create_index_online, drop_index_online

revision: str = "{next}"
down_revision: str | None = "{ours}"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("of_the_next_release", sa.Text(), nullable=True))
    create_index_online("ix_of_the_next_release", "dossiers", ["of_the_next_release"])


def downgrade() -> None:
    drop_index_online("ix_of_the_next_release", "dossiers")
    op.drop_column("dossiers", "of_the_next_release")
'''


def scripts_of_the_next_release(folder: Path) -> Path:
    """Its folder of migrations."""
    scripts = folder / "migrations"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    migration = _MIGRATION.format(next=NEXT, ours=newest_version())
    (scripts / "versions" / "2030-01-01-0000_of_the_next_release.py").write_text(migration)
    return scripts
