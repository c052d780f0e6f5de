"""Webhooks by program: what their pages do, as JSON. The secret is asked for apart, and told once."""
