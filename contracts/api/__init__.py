"""Devices, contracts and PS credits by program: what the pages show, as JSON; contracts of the ERP one by one.

What somebody sees is asked of contracts.finding and contracts.coverage; contracts.imports alone writes contracts.
"""
