"""Random requests, made from the OpenAPI document, to a passing sandbox: it always answers what the document says."""
