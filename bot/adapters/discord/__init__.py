"""The Discord face: slash commands, a message menu, mentions and direct messages."""
