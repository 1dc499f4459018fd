"""Settings that worked, written down for programs and for name servers: bytes and text, no I/O."""
