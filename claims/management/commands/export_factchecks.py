"""manage.py export_factchecks: the archive as a DataFeed of ClaimReview, on standard output."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from claims.archive.export import data_feed


class Command(BaseCommand):
    help = "Writes the archive of fact-checks by others as a DataFeed (schema.org)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(data_feed(), ensure_ascii=False, indent=1))
