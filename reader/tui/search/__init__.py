"""What finds articles on the screen: the search, what narrows the list, going to a name."""
