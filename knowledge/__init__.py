"""What we know: topics, facts, wording, and how they are found and spoken."""
