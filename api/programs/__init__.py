"""The page of programs, for whoever is signed in: their tokens, and their organisation's. No rule lives here."""
