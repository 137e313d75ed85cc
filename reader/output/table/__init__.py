"""Tables → styled lines."""
