"""What each command does. A module is imported when its command is called, with what it needs."""
