"""Redacts a transcript: its words go for good, digests and the record stay."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from api.exceptions import DomainError
from claims.services.redaction import Redaction, redact_transcript


class Command(BaseCommand):
    help = (
        "Blanks a transcript's bytes, text and every copy of it, for legal need. Cannot be "
        "undone. Without --confirm it says what it would blank and changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("transcript", type=int, help="the transcript's id")
        parser.add_argument("--reason", required=True, help="kept in the record; quote nothing")
        parser.add_argument("--by", required=True, help="username of the editor who answers for it")
        parser.add_argument("--confirm", action="store_true", help="do it")

    def handle(
        self,
        *args: Any,
        transcript: int,
        reason: str,
        by: str,
        confirm: bool = False,
        **options: Any,
    ) -> None:
        actor = User.objects.filter(username=by, is_active=True).first()
        if actor is None:
            raise CommandError(f"There is no active account {by!r}.")
        try:
            done = redact_transcript(
                actor=actor, transcript_id=transcript, reason=reason, dry_run=not confirm
            )
        except DomainError as error:
            raise CommandError(error.detail) from error
        self._say(done, confirm)

    def _say(self, done: Redaction, confirm: bool) -> None:
        if done.already:
            self.stdout.write("The transcript was redacted before; nothing was changed.")
            return
        for name, count in done.blanked.items():
            self.stdout.write(f"{name}: {count}")
        if done.quoting_events:
            ids = ", ".join(str(pk) for pk in done.quoting_events)
            self.stdout.write(
                f"Reasons in the audit trail that quote the text, which cannot be changed: {ids}"
            )
        if confirm:
            self.stdout.write("Redacted. Backups and the server's log files are not reached.")
        else:
            self.stdout.write("Nothing was changed. Add --confirm to redact for good.")
