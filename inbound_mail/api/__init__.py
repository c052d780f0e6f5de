"""The mail that arrived by program, for the centre: what waits for an engineer, and what they decide on it.

It reads what the console's pages read, and decides by inbound_mail.deciding alone.
"""
