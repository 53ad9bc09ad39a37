"""The trained check-worthiness score: what it reads, computes and says of itself."""
