"""What changes between two OpenAPI documents, and which of it breaks those who integrated the first."""
