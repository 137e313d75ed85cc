"""What sites leave behind, as data: built in, the user's own, and how they are looked up."""
