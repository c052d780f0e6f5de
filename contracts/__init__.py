"""Owns what was bought: vendors, products, devices, contracts, the coverage verdict, the PS time credit.

It answers who may ask what, for which product, by which channel, and why; it never sees a ticket.
"""
