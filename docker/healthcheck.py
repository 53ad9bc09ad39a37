"""Container health of the web process: exit 0 if it answers /health/live at all.

Liveness only: whether the database or the queue is reachable is for /health/ready and
/health/queue, which must not get a container restarted.
"""

import http.client
import os
import sys


def allowed_host() -> str:
    """A host name that Django accepts, since it refuses requests under any other."""
    first = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    return "localhost" if first in ("", "*") else first.lstrip(".")


def main() -> int:
    """Ask once; a redirect to HTTPS counts as an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
    try:
        connection.request("GET", "/health/live", headers={"Host": allowed_host()})
        return 0 if connection.getresponse().status < 400 else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
