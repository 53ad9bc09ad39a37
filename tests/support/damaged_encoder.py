"""Loaded into a test's worker with `celery worker -I`: its encoder's file is not the one pinned."""

import tempfile
from pathlib import Path

from worker import bootsteps
from worker.embedding import Encoder

_file = Path(tempfile.mkdtemp()) / "model.onnx"
_file.write_bytes(b"something else")
bootsteps.get_encoder = lambda: Encoder(_file)  # type: ignore[assignment]
