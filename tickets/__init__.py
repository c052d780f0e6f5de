"""Owns tickets: messages, attachments, events, lifecycle verbs, visibility; and the pages on them.

It asks contracts for the verdict and sla for the deadline, and never parses a mail.
"""
