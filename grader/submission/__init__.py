"""What a student handed in, as bytes: find it, copy it under caps, unpack it. Never parses Python."""
