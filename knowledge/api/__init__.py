"""Technical notes by program: those that somebody may read, as their pages show them (CH-V.2)."""
