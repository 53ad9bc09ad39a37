"""Scores of sentences that are no transcript's, for other people's tools: workers give them."""
