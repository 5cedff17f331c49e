"""What a show may be made of: a file a kind, a table for each family. CONTRIBUTING.md says how to add one.

A kind's file declares with the standard library and `mixer.protocol.basics` only, and imports what does the work
inside a function: the studio reads these declarations (through `mixer.protocol.kinds`) and must not load a decoder.
"""
