"""Captions as the studio keeps them: cues, exports, models."""
