"""The mailboxes as people meet them: what a first look finds, how each is doing, what is decided about it."""
