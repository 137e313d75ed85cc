"""Finding articles on the screen: searches, filters, and going to a name."""
