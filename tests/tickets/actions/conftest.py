from tests.tickets.merging_requests import received, to_check

__all__ = ["received", "to_check"]  # fixtures for the tests of merging
