"""Prints everything Onrecord holds of a person, as JSON."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import User
from accounts.personal import export_account


class Command(BaseCommand):
    help = (
        "The account, its tokens' names, uploads, ratings, reviews with drafts, citations, "
        "verdicts and acts, as JSON. Leaves an event on the account."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--output", type=Path, help="A file instead of standard output.")

    def handle(self, *args: Any, username: str, output: Path | None = None, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        data = export_account(user=user)
        text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        if output is None:
            self.stdout.write(text)
            return
        try:
            output.write_text(f"{text}\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(str(error)) from error
