"""Makes the accounts of the demonstration, with random passwords that are printed this once."""

import json
import secrets
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user

DEMO = {
    "integrator": Role.INTEGRATOR,
    "reviewer1": Role.REVIEWER,
    "reviewer2": Role.REVIEWER,
    "editor": Role.EDITOR,
    "admin": Role.ADMINISTRATOR,
}


class Command(BaseCommand):
    help = "Prints the demo logins it made as JSON; [] where they exist already."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        existing = set(User.objects.filter(username__in=DEMO).values_list("username", flat=True))
        made = []
        for username, role in DEMO.items():
            if username in existing:
                continue
            password = secrets.token_urlsafe(12)
            create_user(username=username, password=password, roles=[role])
            made.append({"username": username, "password": password, "role": role.value})
        self.stdout.write(json.dumps(made))
