"""Colours have one home: the desk and the public pages look the same, in light and dark."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PALETTE = ROOT / "claims/static/publishing/palette.css"


def test_no_other_sheet_says_a_colour_of_its_own() -> None:
    sheets = [*ROOT.glob("desk/static/**/*.css"), *ROOT.glob("claims/static/**/*.css")]
    assert PALETTE in sheets
    own = {
        sheet.name: found
        for sheet in sheets
        if sheet not in (PALETTE,)
        and (
            found := re.findall(r"--(?:paper|ink|accent|red|q\d+|unproven): *[^;]+", _screen(sheet))
        )
    }
    assert not own


def _screen(sheet: Path) -> str:
    """What is not for paper alone, which is white whatever the screen is."""
    return re.sub(r"@media print \{.*?\n\}", "", sheet.read_text(), flags=re.DOTALL)


def test_each_level_has_a_colour_in_light_and_in_dark_and_both_pages_use_it() -> None:
    light, dark = PALETTE.read_text().split("@media screen and (prefers-color-scheme: dark)")
    public = (ROOT / "claims/static/publishing/check.css").read_text()
    desk = (ROOT / "desk/static/desk/rows.css").read_text()
    for token in ("--q0", "--q25", "--q50", "--q75", "--q100", "--unproven"):
        assert f"{token}: #" in light
        assert f"{token}: #" in dark
        assert f"var({token})" in public
        assert f"var({token})" in desk
