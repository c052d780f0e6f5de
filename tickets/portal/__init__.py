"""The portal: what resellers and their end customers open when something is down.

It reads through tickets.visibility, writes through tickets.actions, and owns no row.
"""
