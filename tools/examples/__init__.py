"""Real examples for the OpenAPI document: recorded while the stories of the journey are told, never written by hand."""
