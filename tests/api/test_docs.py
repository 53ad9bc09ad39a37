"""The schema and its page: served by us alone, so that they work without a network."""

import re
from pathlib import Path

import yaml
from django.contrib.staticfiles import finders
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]


def test_the_docs_page_takes_nothing_from_elsewhere(db: None) -> None:
    page = Client().get("/api/v1/docs/")
    assert page.status_code == 200
    assets = re.findall(r'(?:src|href)="([^"]+\.(?:js|css|png))"', page.content.decode())
    assert len(assets) >= 3
    for asset in assets:
        assert asset.startswith("/static/"), asset
        assert finders.find(asset.removeprefix("/static/")), asset
    assert not re.search(r"https?://(?!testserver|www\.w3\.org)", page.content.decode())


def test_the_served_schema_is_the_committed_one(db: None) -> None:
    served = Client().get("/api/v1/schema/")
    assert served.status_code == 200
    committed = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text())
    assert yaml.safe_load(served.content)["paths"].keys() == committed["paths"].keys()
