"""What the API says of webhooks and saved searches, and what it accepts."""
