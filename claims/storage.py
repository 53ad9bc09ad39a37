"""A folder in which a file is there whole or not at all, whatever dies while it is written.

Django writes under the final name at once. Who is killed there, or finds the disk full, leaves
half a file under it, which who comes next takes for the whole.
"""

from __future__ import annotations

import os
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, storages

DRAFTS = ".unfinished"
READ_ONLY = "its file system is read-only"
ABANDONED = 3600.0  # seconds after which nobody writes a draft any more


class WholeFiles(FileSystemStorage):
    """Writes a draft, has it on disk, then gives it its name in one step.

    What a killed process left among the drafts the next one removes.
    """

    def _save(self, name: str, content: Any) -> str:
        self._drop_abandoned()
        draft = Path(self.path(f"{DRAFTS}/{uuid.uuid4().hex}"))
        try:
            super()._save(f"{DRAFTS}/{draft.name}", content)  # type: ignore[misc]
            with draft.open("rb") as written:
                os.fsync(written.fileno())
            final = Path(self.path(name))
            final.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(final)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        return name

    def touch(self, name: str) -> None:
        """As if it had been stored now. Raises FileNotFoundError."""
        os.utime(self.path(name))

    def _drop_abandoned(self) -> None:
        with suppress(FileNotFoundError), os.scandir(self.path(DRAFTS)) as drafts:
            for draft in drafts:
                with suppress(FileNotFoundError):  # its writer, or somebody else, was quicker
                    if time.time() - draft.stat().st_mtime > ABANDONED:
                        os.unlink(draft)


def refusal(alias: str) -> str:
    """Why nothing can be written to a storage of STORAGES; empty where it can, or nobody knows.

    Asks without writing: who asks may be somebody whose files the application could not use.
    """
    storage = storages[alias]
    if not isinstance(storage, FileSystemStorage):
        return ""
    folder = Path(storage.location)
    while not os.path.exists(folder):  # it is made as the first file is written
        folder = folder.parent
    if not folder.is_dir():
        return f"{folder} is no folder"
    if os.access(folder, os.W_OK | os.X_OK):
        return ""
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        return READ_ONLY
    return f"{folder} is not writable for the user of this process"
