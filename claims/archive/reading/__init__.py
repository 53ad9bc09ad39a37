"""Files of fact-checks, read into ClaimReviews: one format a module.

A pipeline of bytes -> format -> items; each item is a ClaimReview with its place in the file.
Nothing here touches the database.
"""

from claims.archive.reading.base import Item, Unreadable
from claims.archive.reading.registry import read

__all__ = ["Item", "Unreadable", "read"]
