"""The demo pack: what the demo show says, and the small models that know nothing but that."""
