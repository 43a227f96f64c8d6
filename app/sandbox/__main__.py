"""`make run`."""

import os

from app.sandbox.server import main

os.umask(0o077)
raise SystemExit(main())
