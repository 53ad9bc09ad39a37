"""A file is there whole or not at all: whoever is killed, and whether or not the disk is full."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from claims import storage
from claims.evidence import store
from claims.storage import DRAFTS, WholeFiles
from tests.support.full_disk import full_disk

#: Writes half of "a/b", and is then killed as a power cut would.
KILLED = """
import os, signal, sys
from django.conf import settings
settings.configure()
from django.core.files.base import File
from claims.storage import WholeFiles

class Half(File):
    def chunks(self, chunk_size=None):
        yield b"x" * 100_000
        os.kill(os.getpid(), signal.SIGKILL)

WholeFiles(location=sys.argv[1]).save("a/b", Half(None, "b"))
"""


@pytest.fixture
def evidence(settings, tmp_path: Path) -> Path:
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {"BACKEND": "claims.storage.WholeFiles", "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_who_is_killed_while_writing_leaves_no_file_and_the_next_writer_tidies_up(tmp_path):
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert done.returncode == -signal.SIGKILL
    (draft,) = files(tmp_path)
    assert draft.parent.name == DRAFTS
    kept = WholeFiles(location=tmp_path)
    assert not kept.exists("a/b")
    assert kept.save("a/b", ContentFile(b"whole")) == "a/b"
    assert draft in files(tmp_path), "it may be somebody's who is still writing"
    long_ago = time.time() - storage.ABANDONED - 1
    os.utime(draft, (long_ago, long_ago))
    kept.save("a/c", ContentFile(b"whole"))
    assert sorted(path.name for path in files(tmp_path)) == ["b", "c"]
    assert (tmp_path / "a" / "b").read_bytes() == b"whole"


def test_a_full_disk_leaves_nothing_behind_and_keeps_the_bytes_once_there_is_room(evidence):
    data = b"The table says so. " * 100
    with full_disk(), pytest.raises(OSError, match="large"):
        store.put(data)
    assert files(evidence) == []
    assert store.get(store.put(data)) == data


def test_bytes_that_were_damaged_are_mended_by_who_keeps_them_again(evidence):
    data = b"The table says so."
    digest = store.put(data)
    (path,) = files(evidence)
    path.write_bytes(data[:5])
    with pytest.raises(store.Damaged):
        store.get(digest)
    assert store.put(data) == digest
    assert store.get(digest) == data
    assert files(evidence) == [path]
