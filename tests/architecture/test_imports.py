"""What the processes load: the web no spaCy and no worker, the extractor no Django."""

import subprocess
import sys

import pytest

LOAD_EVERYTHING = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from django.contrib import admin
from django.urls import get_resolver
def walk(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns)
        else:
            yield pattern.callback
views = list(walk(get_resolver().url_patterns))
for model_admin in admin.site._registry.values():
    model_admin.get_urls()
import config.wsgi, config.asgi
heavy = ("spacy", "thinc", "numpy", "onnxruntime", "trafilatura", "warcio", "worker")
loaded = sorted(name for name in sys.modules if name.split(".")[0] in heavy)
print(len(views), ",".join(loaded))
"""


def test_the_web_loads_every_url_and_admin_page_without_spacy_or_worker():
    done = subprocess.run(
        [sys.executable, "-c", LOAD_EVERYTHING], capture_output=True, text=True, check=True
    )
    views, loaded = (
        done.stdout.strip().split(" ", 1)
        if " " in done.stdout.strip()
        else (
            done.stdout.strip(),
            "",
        )
    )
    assert loaded == ""
    assert int(views) > 60


@pytest.mark.parametrize(
    "module", ["worker.extraction", "worker.extraction.pipeline", "worker.embedding"]
)
def test_the_extractor_loads_no_django(module):
    code = f"import sys, {module}; print([m for m in sys.modules if m in ('django', 'celery')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
