"""`manage.py receipt_key`: a new key that signs receipts; `--public`: the public half of ours."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.publishing.receipts.keys import new_key, signing_key


class Command(BaseCommand):
    help = (
        "Prints a new RECEIPT_KEY. With --public: the public half of the one that is set, which "
        "goes into RECEIPT_OLD_KEYS before another takes its place."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--public", action="store_true")

    def handle(self, *args: Any, public: bool, **options: Any) -> None:
        if not public:
            self.stdout.write(new_key())
            return
        key = signing_key()
        if key is None:
            raise CommandError("RECEIPT_KEY is not set.")
        self.stdout.write(key.public)
