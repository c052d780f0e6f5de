"""Owns the people: User (e-mail login), Organisation (reseller, end customer, the centre itself), invitations.

Who may log in and as what is decided here; what they may see of a ticket is not.
"""
