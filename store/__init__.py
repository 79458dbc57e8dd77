"""Records kept, append-only; the only room that speaks SQL."""
