"""One question after the end: was the customer content? (CH-V.2)

Whom it is put to and when, the signed address that answers it without a login, the mails. The verbs are
tickets/actions/asking_opinions.py, rating.py and handling_opinions.py.
"""
