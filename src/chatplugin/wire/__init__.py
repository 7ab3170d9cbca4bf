"""What the service says and hears: bytes to values and back, without input or output."""
