"""`make run`."""

from app.sandbox.server import main

raise SystemExit(main())
