"""What is answered to whoever asks too often."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# The longest of the limits that end here (ACCOUNT_RATE_LIMITS), in minutes.
WAIT_MINUTES = 5


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429, with when to try again."""
    answer = render(request, "429.html", {"minutes": WAIT_MINUTES}, status=429)
    answer["Retry-After"] = str(WAIT_MINUTES * 60)
    return answer
