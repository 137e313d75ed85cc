"""The scan: walks folders, reads files in separate processes, and stores them in the index."""
