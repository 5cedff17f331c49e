"""The browser's WebSockets: who may stay, what each is sent, and what they all look at together."""
