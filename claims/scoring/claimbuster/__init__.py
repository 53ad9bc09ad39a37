"""ClaimBuster's scoring routes (/api/v2/score/), so that its clients need another address only."""
