"""What an article says: its key statements, and which bold text is not one."""
