"""How long what people write may be, in characters, and how much at once.

docs/claim-lifecycle.md lists them.
"""

RATIONALE = 10_000
EXCERPT = 5_000
REASON = 2_000
NORMALISED = 2_000
SUMMARY = 5_000
SPAN = 5_000
NOTE = 2_000
DRAFT = 20_000  # of JSON
TITLE = 300
PUBLISHER = 200
URL = 2_000
POST = 5_000
LABEL = 60

# How many.
LEVELS = 12
MENTIONS = 20  # people named in a post
BULK = 200  # claims in one act of an editor
INDEX_PAGE = 25  # checks on a page of the public index
FEED_PAGE = 100  # checks on a page of a feed

# How long, in seconds.
SAID_TWICE = 10  # the same words again within it are the same post
