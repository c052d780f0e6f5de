"""What can be done to a ticket: one verb a function, one subject a file.

Each verb is atomic, locks the row, writes its event (a resolution is an answer and an end: two; a merge is told on
both tickets), refreshes the clock and puts its mails in the outbox of the same transaction. Pages, API, mail and tasks
all call these and nothing else writes.
"""
