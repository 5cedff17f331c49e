"""How one picture becomes another. `mixer/kinds/transitions` has the kinds."""
