"""The program that keeps a show on air."""
