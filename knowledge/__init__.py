"""Owns the notes on recurring problems (CH-V.2): what they say, whom they concern, how they are found.

A ticket, a page and how a note is written are not known here.
"""
