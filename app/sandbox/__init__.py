"""The service as a newcomer meets it: its own database, data, accounts and clock. Never in production."""

import os

if os.environ.get("CQP_ENVIRONMENT") == "production":
    raise ImportError("Le bac à sable n'existe pas en production (CQP_ENVIRONMENT=production).", name=__name__)
