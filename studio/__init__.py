"""The studio: people, shows, the library, the API and the console's pages. It knows the mixer by its protocol only."""
