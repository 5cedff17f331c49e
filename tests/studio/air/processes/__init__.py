"""What is kept running for a show."""
