"""The published clients: what is generated from the document, and what no generator makes, as packages to release."""
