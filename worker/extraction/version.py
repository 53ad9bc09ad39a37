"""Names what an extractor is made of without loading it, for runs and heartbeats."""

from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from worker.extraction.checkworthiness.model import Model


def extractor_version(
    pipeline: str, threshold: float | None = None, model: Model | None = None
) -> str:
    """Return model, threshold, rules, pipeline and spaCy with their versions; imports no spaCy.

    Raises ModelDamaged where the model's card cannot be read.
    """
    judge = model or Model()
    cut = judge.card["threshold"] if threshold is None else threshold
    return (
        f"{judge.version}@{cut:g}+rules-{code_version()}"
        f"+{pipeline}-{_installed(pipeline)}+spacy-{_installed('spacy')}"
    )


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return a digest of this package's code, so that any changed rule shows."""
    digest = sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


@lru_cache
def _installed(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "missing"
