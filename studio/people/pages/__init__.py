"""The plain pages on which people are managed. They work without JavaScript."""
