"""Does the work of beat and the maintenance worker: once, or until it is stopped."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from claims import maintenance
from notify.maintenance import JOBS as NOTIFY_JOBS

#: What beat asks the maintenance worker to do (config.celery), in one order.
JOBS = {**maintenance.JOBS, **NOTIFY_JOBS}


class Command(BaseCommand):
    help = "Does what beat would have the maintenance worker do: sweeps, expires, notifies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one pass, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            for name, job in JOBS.items():
                self.stdout.write(f"{name}: {job()}")
            if options["once"]:
                return
            time.sleep(settings.SWEEP_INTERVAL)
