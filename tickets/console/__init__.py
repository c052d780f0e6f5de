"""The console: where the engineers of the centre work. The queue, the ticket, the contracts.

Pages fetch inside what the person may reach, check the shape of what was sent, call one verb of tickets/actions and
render; no rule of the charter is written here.
"""
