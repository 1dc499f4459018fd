"""The bounded stream to a server, and its record."""
