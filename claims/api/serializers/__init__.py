"""What the API says of claims and their reviews, evidence and verdicts, and what it accepts."""
