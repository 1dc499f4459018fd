"""The check page: a password is typed here, never into a chat; and the server's health."""
