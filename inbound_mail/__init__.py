"""Everything between a mailbox and a ticket action: sources, raw storage, reading, threading, routing.

Reading (`parsing`, `quoting`, `bounces`, `automatic`) is pure and knows no database; what follows calls tickets' verbs.
Nothing here writes a ticket row itself.
"""
