"""The engine: once a frame it hears its commands, looks at its sources, renders, mixes and passes on."""
