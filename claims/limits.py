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
PAGE_TEXT = 1_000_000  # of a kept page, to be searched
PASSAGE = 10_000  # of a page, beside the excerpt that differs from it
FILE_NAME = 200

SCORED_SENTENCE = 2_000
SCORED_TEXT = 100_000  # of all sentences of a request together
SCORED_PASSAGE = 50_000  # of a text that is cut into sentences first
SCORED_BODY = 1_500_000  # bytes of a request: JSON may write a character with twelve

# How many.
SCORED_SENTENCES = 500  # in a request
LEVELS = 12
MENTIONS = 20  # people named in a post
BULK = 200  # claims in one act of an editor
INDEX_PAGE = 25  # checks on a page of the public index
FEED_PAGE = 100  # checks on a page of a feed
EXPORT_ROWS = 2_000_000
EXPORTS_AT_WORK = 5  # that one person may have waiting or being made

# How long, in seconds.
SCORES_KEPT = 30  # for who asked for them
EXPORT_LINK = 900  # a link to an export may be followed
SAID_TWICE = 10  # the same words again within it are the same post

# Fact-checks by others. Titles and names beyond theirs are cut in lists and whole in the markup.
FACT_CHECK_CLAIM = 5_000
FACT_CHECK_CLAIMANT = 500
FACT_CHECK_PUBLISHER = 300
FACT_CHECK_TITLE = 500
FACT_CHECK_RATING = 1_000
FACT_CHECK_MARKUP = 50_000  # of JSON
FACT_CHECKS_ON_A_PAGE = 100
IMPORT_FACT_CHECKS = 50_000  # in one file, which is no larger than an upload
IMPORT_REPORT = 500  # lines; the counts count all
SEARCH_QUERY = 1_000
SEARCH_WINDOW = 10_000  # results that can be paged through
SEARCH_PAGE = 100
