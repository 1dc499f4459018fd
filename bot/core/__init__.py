"""The assistant itself; knows no chat platform."""
