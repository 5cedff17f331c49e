"""A browser as a source's reader: it is started, driven, watched and lost here."""
