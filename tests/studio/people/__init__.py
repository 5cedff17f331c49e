"""Users, roles, tokens and links."""
