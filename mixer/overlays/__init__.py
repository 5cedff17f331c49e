"""Graphics over the picture: what draws them, and the cache of what is drawn. `mixer/kinds/overlays` has the kinds."""
