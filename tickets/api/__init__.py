"""Tickets by program: what the pages show, as JSON.

It reads through tickets.visibility, writes through tickets.actions, and owns no row.
"""
