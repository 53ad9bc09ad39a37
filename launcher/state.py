"""Where the launcher keeps things: a short folder per clone, one sub-folder per purpose.

Unix sockets end at about 107 bytes, so the folder does not lie in the clone: it is named
after a hash of the clone's path. ONRECORD_STATE overrides it.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
MAX_SLOTS = 20
# The longest socket name below a purpose folder is "s/.s.PGSQL.5432" (and ".lock" beside it).
MAX_STATE_PATH = 75


class LauncherError(Exception):
    """Something the person at the terminal can understand and act on."""


def state_root() -> Path:
    """The folder for this clone and user, made on first use; refuses one that is not ours."""
    named = os.environ.get("ONRECORD_STATE")
    if named:
        root = Path(named).expanduser().absolute()
    else:
        identity = f"{REPOSITORY}\0{os.geteuid()}"
        root = Path("/var/tmp") / f"onrecord-{hashlib.sha256(identity.encode()).hexdigest()[:10]}"
    if len(os.fsencode(root)) > MAX_STATE_PATH:
        raise LauncherError(
            f"The state folder {root} has too long a path for a unix socket: "
            f"set ONRECORD_STATE to one of at most {MAX_STATE_PATH} bytes."
        )
    root.mkdir(parents=True, exist_ok=True)
    found = root.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise LauncherError(
            f"{root} is not a folder of this user. Remove it or set ONRECORD_STATE to another."
        )
    # As root the database runs as another user, who must be able to pass through.
    root.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return root


def secret_key(root: Path) -> str:
    """A random SECRET_KEY that stays the same for this clone; readable by its user only."""
    return _kept(root / "secret_key", lambda: secrets.token_urlsafe(50))


def receipt_key(root: Path) -> str:
    """A RECEIPT_KEY that stays: any 32 bytes are an Ed25519 private key (RFC 8032)."""
    return _kept(root / "receipt_key", lambda: secrets.token_urlsafe(32))


def _kept(path: Path, make: Callable[[], str]) -> str:
    """What the file holds; made on first use."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(make())
        try:
            os.link(draft, path)  # whoever is first wins; both then read the same key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def _try_lock(folder: Path) -> int | None:
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    os.ftruncate(handle, 0)
    os.write(handle, f"{os.getpid()}\n".encode())
    return handle


@contextmanager
def purpose_folder(purpose: str, *, shared: bool) -> Iterator[Path]:
    """Hold a purpose's folder for as long as this process lives.

    The lock is the kernel's, so it ends with the process however that dies. Where ``shared``,
    a second launcher of the same purpose gets a slot of its own (``test-2``); else it is
    refused.
    """
    root = state_root()
    for slot in range(1, MAX_SLOTS + 1):
        folder = root / (purpose if slot == 1 else f"{purpose}-{slot}")
        handle = _try_lock(folder)
        if handle is not None:
            try:
                yield folder
            finally:
                os.close(handle)
            return
        if not shared:
            holder = (folder / "lock").read_text().strip() or "unknown"
            raise LauncherError(
                f"'{purpose}' is already running from this clone (process {holder})."
            )
    raise LauncherError(f"{MAX_SLOTS} launchers for '{purpose}' are running; stop some of them.")


def running_folder(purpose: str) -> Path:
    """The folder of a purpose that some launcher holds; LauncherError where none does."""
    folder = state_root() / purpose
    handle = _try_lock(folder)
    if handle is None:
        return folder
    os.close(handle)
    raise LauncherError("Nothing is running from this clone: start `make run` first.")


def remove_tree(path: Path) -> None:
    """Remove a folder if it is there."""
    if path.exists():
        shutil.rmtree(path)
