"""Judges every payload that a bot sends, by a table of Discord's limits of its own."""
