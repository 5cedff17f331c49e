"""Graphics made of web pages: what they say of themselves, the page that plays them, and those that are shipped."""
