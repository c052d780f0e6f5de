"""Owns the outbox: every mail is a row written in the caller's transaction, sent later, retried, and never lost.

It knows addresses and templates, never a ticket.
"""
