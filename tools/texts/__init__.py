"""What people read, and its translations: found in the source, kept in locale/, compiled for Django."""
