"""Receipts: what stands behind a published check, signed, to be verified without asking us."""
