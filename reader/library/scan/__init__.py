"""Files into the index: walked, read in processes of their own, stored."""
