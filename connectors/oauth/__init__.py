"""Modern sign-in (OAuth 2.0): from a person's consent to a token, for the length of one check."""
