"""Tells people what happened that concerns them: the inbox. Reads AuditEvent as its outbox."""
