"""The assistant on any chat: rules of places, consent to checks, their course, and their end."""
