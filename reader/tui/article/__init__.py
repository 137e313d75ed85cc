"""The article's pane: prepares an article, shows it, searches it, and opens or copies it."""
