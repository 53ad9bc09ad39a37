"""`make bench`: every measurement in one run, with the machine and the versions."""

import argparse
import importlib
import os
import platform
from importlib.metadata import version

import django
from rich.console import Console

# Those first that begin with few claims in the database.
ALL = ("paging", "desk", "extraction", "memory", "latency", "score", "pairs", "matching")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(ALL)}")
    names = parser.parse_args().names or ALL
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    for budget in ("USER", "SCORE"):
        os.environ.setdefault(f"THROTTLE_{budget}", "1000000/hour")
    django.setup()
    console = Console(width=160, highlight=False)
    packages = ", ".join(f"{name} {version(name)}" for name in ("spacy", "django", "celery"))
    console.print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, {packages}\n"
        "Ratios within this run; absolute figures are this machine's, as loaded as it was.\n"
    )
    for name in names:
        importlib.import_module(f"benchmarks.{name}").run(console)


if __name__ == "__main__":
    main()
