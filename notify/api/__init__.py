"""Webhooks, deliveries and saved searches over REST."""
