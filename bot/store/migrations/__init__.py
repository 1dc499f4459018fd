"""The versions of the tables, each with the way from the one before."""
