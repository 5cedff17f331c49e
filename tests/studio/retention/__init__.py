"""What is thrown away, and when."""
