"""Stories: articles of one story, found by their texts."""
