"""Graphics over the picture."""
