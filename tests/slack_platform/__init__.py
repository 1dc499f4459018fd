"""A stand-in of Slack on loopback, strict about all that is sent to it."""
