"""The REST API as a whole: its addresses, how a body is read, who is let in, how an error is told.

What concerns tickets stands in tickets/api; no rule of the domain lives here. docs/api.md is its guide.
"""
