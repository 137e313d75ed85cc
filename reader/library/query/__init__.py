"""What is asked of the index: lists, searches, figures."""
