"""What the public reads: the gate before it, and the page and data of a published check."""
