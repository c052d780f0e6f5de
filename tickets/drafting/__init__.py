"""What a person types: how it is read, the form of a request, drafts, waiting files, submission keys, ended sessions.

Portal and console forms alike; it never opens, answers or changes a ticket.
"""
