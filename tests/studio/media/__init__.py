"""Programmes and recordings, served."""
