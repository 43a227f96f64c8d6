"""What happens, sent to the programs that asked to be told (Standard Webhooks)."""
