"""Calendars by subscription: the closures of the centre and one's agreed remote sessions, as iCalendar (RFC 5545).

An address that nobody can guess is the whole key: calendar programs log in nowhere. docs/rules/feeds.md has the rules.
"""
