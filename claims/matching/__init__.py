"""Already checked? What resembles a claim: found by machine, confirmed or rejected by people."""
