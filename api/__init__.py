"""The REST API's shape: who asks (tokens, sessions), how a body is read, a list cut, an error told, a POST done once.

What is asked for stands with what it concerns: contracts/api, knowledge/api, tickets/api, inbound_mail/api. No rule of
the domain lives here. docs/api.md is its guide.
"""
