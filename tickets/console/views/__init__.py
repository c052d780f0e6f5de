"""The pages of the console, one file a page; each fetches, checks, validates, calls one verb, renders."""
