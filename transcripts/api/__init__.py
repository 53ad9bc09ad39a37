"""The REST routes of transcripts, runs and speakers, and what every route here is built from."""
