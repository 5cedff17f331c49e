"""What the database lets go of, and when."""
