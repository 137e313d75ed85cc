"""What an article says: its key statements, and what in bold is none."""
