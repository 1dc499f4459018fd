"""SMTP (RFC 5321) as a submitting client speaks it."""
