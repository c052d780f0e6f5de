"""What the OpenAPI document shows as examples: one note."""

from __future__ import annotations

from typing import Any

LISTED: dict[str, Any] = {
    "slug": "tunnel-ipsec-renegociation",
    "page": "https://support.exer.fr/portail/notes/tunnel-ipsec-renegociation/",
    "title": "Un tunnel IPsec qui tombe à chaque renégociation",
    "language": "fr",
    "languages": ["fr", "en"],
    "excerpt": "Symptôme. Le tunnel tombe toutes les heures.",
    "status": "published",
    "products": ["FortiGate 100F"],
    "families": [],
    "versions_from": "7.4.0",
    "versions_to": "7.4.4",
    "published_at": "2026-10-01T10:00:00+02:00",
    "updated_at": "2026-10-01T10:00:00+02:00",
}
READ: dict[str, Any] = {
    **LISTED,
    "text": "# Symptôme\n\nLe tunnel tombe toutes les heures.",
    "html": "<h2>Symptôme</h2>\n<p>Le tunnel tombe toutes les heures.</p>\n",
}
