"""The library: article files, their index, and what the user did with them."""
