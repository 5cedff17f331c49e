"""What Tally measures of itself: `make bench`, or `make bench ONLY=name`. Never run as tests."""
