"""The append-only record of what people and machines did, chained per object."""
