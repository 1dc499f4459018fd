"""A stand-in for Discord on loopback: its REST API, its gateway, and the people who use it."""
