"""Readers, and what they share. `mixer/kinds/sources` declares which kind is read by which."""
