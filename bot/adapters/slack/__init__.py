"""mailmedic in Slack."""
