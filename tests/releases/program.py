"""`cqp`, as this release or, with the migrations of TEST_MIGRATIONS, as the next one."""

import os
from pathlib import Path

from app.cli import application as ours
from app.cli import main
from app.db import migrations

if given := os.environ.get("TEST_MIGRATIONS"):
    migrations.SCRIPTS = Path(given)
application = ours

if __name__ == "__main__":
    main()
