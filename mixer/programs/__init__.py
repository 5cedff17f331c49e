"""Entry points: they read the command line, build the parts and run them."""
