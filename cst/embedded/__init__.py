"""Owns the PostgreSQL and Valkey servers of development and tests: where they live, their start and their end.

Nothing here imports Django; production, which has its own servers, uses only the URLs of `layout`.
"""
