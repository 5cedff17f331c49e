"""The draft OGraf Server API: graphics of a show played by controllers that know its secret address."""
