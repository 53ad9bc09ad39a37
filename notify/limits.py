"""How much somebody may have told them, and how long what they write may be.

docs/webhooks.md lists them.
"""

ENDPOINTS = 10  # of one owner
SEARCHES = 50  # of one owner
URL = 2_000
DESCRIPTION = 200  # of an endpoint
NAME = 100  # of a saved search
QUERY = 2_000  # of a saved search, as it stands in a URL
EXCERPT = 1_000  # characters of a receiver's answer that are kept
ERROR = 300
GRACE_HOURS = 7 * 24  # at most
LISTED = 100  # claims that one message or mail names
AT_ONCE = 10  # deliveries of one endpoint that are on their way
