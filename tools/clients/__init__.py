"""Clients generated from the OpenAPI document by the tools that integrators use: each is compiled, and most are run."""
