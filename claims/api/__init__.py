"""The REST routes of claims and what hangs on them."""
