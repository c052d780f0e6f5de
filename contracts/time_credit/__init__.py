"""The PS time credit as people use it: how time is rounded, what is entered, the alert, the statement (CH-PS).

The ledger itself is contracts/credit.py.
"""
