"""``python -m onrecord_client``: the command line without its script."""

import sys

from onrecord_client.cli import main

sys.exit(main())
