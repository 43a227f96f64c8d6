"""Bridge requests: brought by the partner branch, checked and answered by the secretariat, followed by both."""
