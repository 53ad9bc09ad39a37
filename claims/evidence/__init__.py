"""Evidence that lasts: cited pages and uploaded documents, kept and searched for the passage."""
