"""Figures as they are drawn: positions, words and tables out of what claims.figures counts."""
