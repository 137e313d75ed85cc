"""The index file and what its rows are: an SQLite cache, deleted without loss."""
