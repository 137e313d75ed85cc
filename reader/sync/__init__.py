"""What was read elsewhere: servers and other programs, and the library, come to agree."""
