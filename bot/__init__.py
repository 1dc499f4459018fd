"""How we talk with people: the assistant, and its faces."""
