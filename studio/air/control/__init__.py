"""runmixer's control socket, from both ends: its server, its clients, and links that mend themselves."""
