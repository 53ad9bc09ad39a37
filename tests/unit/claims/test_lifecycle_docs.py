"""docs/claim-lifecycle.md shows the table that the code runs on."""

import re
from pathlib import Path

from claims import limits
from claims.lifecycle import TABLE, markdown, mermaid

PAGE = Path(__file__).parents[3] / "docs" / "claim-lifecycle.md"


def test_the_diagram_is_generated_from_the_table():
    found = re.search(r"```mermaid\n(.*?)\n```", PAGE.read_text(), re.S)
    assert found is not None
    assert found[1] == mermaid()


def test_the_table_is_generated_from_the_table():
    assert markdown() in PAGE.read_text()


def test_every_change_of_status_is_in_the_diagram():
    drawn = mermaid()
    for (status, action), entry in TABLE.items():
        for target in entry.leads_to:
            if target != status:
                assert re.search(f"{status} --> {target}: .*{action}", drawn)


def test_the_limits_are_written_down():
    text = PAGE.read_text()
    for name in ("RATIONALE", "EXCERPT", "REASON", "NORMALISED", "SUMMARY", "SPAN", "DRAFT"):
        assert f"{getattr(limits, name):,}" in text
