"""HTML → blocks: repaired, styled by its cascade, cleaned and composed."""
