"""Files of claims, ratings, citations and verdicts for who may see them, made in the background.

The row is the job (models.py, life.py); `building.py` writes the file in parts, `kinds/` says
what is in it, one file a kind, and `formats.py` how a row is written. The same data makes the
same bytes in the same order.
"""
