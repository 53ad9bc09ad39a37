"""Names what an extractor is made of without loading it, for runs and heartbeats."""

from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

SCORER = "rules-1"
DEFAULT_THRESHOLD = 0.5


def extractor_version(pipeline: str, threshold: float = DEFAULT_THRESHOLD) -> str:
    """Return scorer, threshold, pipeline and spaCy with their versions; imports no spaCy."""
    return (
        f"{scorer_version()}@{threshold:g}"
        f"+{pipeline}-{_installed(pipeline)}+spacy-{_installed('spacy')}"
    )


@lru_cache(maxsize=1)
def scorer_version() -> str:
    """Return the scorer's name with a digest of this package, so any changed rule shows."""
    digest = sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return f"{SCORER}.{digest.hexdigest()[:8]}"


@lru_cache
def _installed(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "missing"
