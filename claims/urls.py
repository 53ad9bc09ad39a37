"""Routes of claims and what hangs on them, under /api/v1/."""

from typing import Any

urlpatterns: list[Any] = []
