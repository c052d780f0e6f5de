"""Figures on the work of the centre: what was kept of its promises, how much came, what waits, what it was.

One file a subject, each a pure question to the tickets of a scope; what draws them, prints them and writes them to
files only arranges what was counted. Nothing here writes to the database.
"""
