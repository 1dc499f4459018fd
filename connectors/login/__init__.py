"""Logging in: which mechanism, what is said in it, and how often."""
