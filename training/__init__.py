"""Trains and measures the check-worthiness model: `make train`, `make evaluate`."""
