"""Owns the answer to "by when, and why": opening hours, working time, commitments, the response clock, its explanation.

It knows no ticket and no user, and never asks what time it is: the instant is always an argument.
"""
