"""Loaded into a test's worker with `celery worker -I`: its model has lost a file."""

import tempfile
from pathlib import Path

from tests.support.tiny_model import write_model
from worker import bootsteps
from worker.extraction import Extractor

_folder = write_model(Path(tempfile.mkdtemp()) / "model")
(_folder / "pieces.txt").unlink()
bootsteps.get_extractor = lambda pipeline: Extractor(pipeline, model=_folder)  # type: ignore[assignment]
