"""From an address to servers worth trying."""
