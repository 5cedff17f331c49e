"""Static files under a digest of the build, so that browsers may keep them for ever."""
