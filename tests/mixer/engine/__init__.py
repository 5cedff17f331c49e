"""The frame loop and what stands around it."""
