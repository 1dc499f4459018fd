"""What outlives a restart: preferences, cases, outages, what was asked, and who did what."""
