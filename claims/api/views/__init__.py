"""Views of claims, split by noun: parse, permit, one service, serialize."""
