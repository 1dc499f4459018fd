"""What the dialogues of the three protocols share."""
