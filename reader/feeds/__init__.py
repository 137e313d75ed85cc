"""News that comes in by itself: subscriptions become article files."""
