"""Has failed lookups of matches done once more, once their cause is gone."""

from typing import Any

from django.core.management.base import BaseCommand

from claims.matching import life


class Command(BaseCommand):
    help = "Queues the claims and fact-checks anew whose lookup failed, and says how many."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{life.again()} are looked up again.")
