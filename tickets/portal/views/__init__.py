"""The pages of the portal, one file a page; each fetches, checks, validates, calls one verb, renders."""
