"""Saved searches: whose new matches somebody is told of by inbox, mail or webhook."""
