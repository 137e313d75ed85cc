"""What the commands share: arguments, streams, help pages, templates, progress."""
