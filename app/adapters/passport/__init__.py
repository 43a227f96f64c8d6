"""The passport's files: written, checked against their schema, and the reports on them read (lxml)."""
