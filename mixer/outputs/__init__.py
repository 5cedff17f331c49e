"""The ways out: encoding, muxing into memory, and the programs that carry the bytes further."""
