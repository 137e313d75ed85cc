"""The index, an SQLite cache that can be deleted without loss, and the meaning of its rows."""
