"""Published checks for machines that come back for more: Atom, JSON Feed, DataFeed.

What is in a feed and in which order is `pages.py`; each format is one plain function of a page.
"""
