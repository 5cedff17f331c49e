"""Documents of the library: what they are, PDFs made of them, pictures and notes of their pages."""
