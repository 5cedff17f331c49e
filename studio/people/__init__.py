"""Who may do what: users, members, tokens, sign-in links."""
