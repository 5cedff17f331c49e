"""Programs of others against the API: clients made by generators, schemathesis, and what the documents show."""
