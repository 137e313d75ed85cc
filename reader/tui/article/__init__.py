"""An article in its pane: made ready, shown, searched, and handed elsewhere."""
