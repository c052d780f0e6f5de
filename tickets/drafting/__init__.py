"""What a person types and has not sent yet: drafts, waiting files, submission keys, ended sessions.

Portal and console forms alike; it never opens, answers or changes a ticket.
"""
