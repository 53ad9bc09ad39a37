"""Webhooks by the Standard Webhooks specification: signed, retried, each delivery kept."""
