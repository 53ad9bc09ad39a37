"""Views of notify, split by noun: parse, permit, one service, serialize."""
