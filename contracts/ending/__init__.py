"""A contract as its end comes near: where it stands, who is told, the renewal that is asked for (CH-0)."""
