"""The archive of fact-checks by others: imported as ClaimReview, searched beside our own checks."""
