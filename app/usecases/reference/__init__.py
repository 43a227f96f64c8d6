"""The branch's reference data: asked by everybody, maintained by the secretariat."""
