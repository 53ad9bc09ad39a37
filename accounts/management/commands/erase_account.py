"""Erases who somebody was: name, e-mail, access and drafts go, the record stays."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.personal import erase_account, handle_of
from api.exceptions import DomainError


class Command(BaseCommand):
    help = (
        "Blanks an account to an opaque handle and ends its access. Cannot be undone. What the "
        "person rated, cited and decided stays under the handle."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="kept in the record; name nobody")
        parser.add_argument("--by", required=True, help="username of the administrator")

    def handle(self, *args: Any, username: str, reason: str, by: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        actor = User.objects.filter(username=by, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        if actor is None:
            raise CommandError(f"There is no active account {by!r}.")
        try:
            gone = erase_account(user=user, actor=actor, reason=reason)
        except DomainError as error:
            raise CommandError(error.detail) from error
        if not gone:
            self.stdout.write("The account was erased before; nothing was changed.")
            return
        for name, count in gone.items():
            self.stdout.write(f"{name}: {count}")
        self.stdout.write(f"The account is now {handle_of(user)}. Backups are not reached.")
