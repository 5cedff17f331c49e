"""Between the web and the engine: runmixer and its control socket, links to it, and the consoles' WebSockets."""
