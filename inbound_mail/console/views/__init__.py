"""The pages on mail, one file a page; each fetches, checks, validates, calls one verb, renders."""
