"""What works instead of settings that do not."""
