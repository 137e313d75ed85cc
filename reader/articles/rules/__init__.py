"""Rules for what sites leave in articles: built-in ones, the user's, and their lookup."""
