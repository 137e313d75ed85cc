"""What finds articles: the search, what narrows the list, going to a name."""
