"""Turns HTML into blocks: repairs it, applies the cascade, cleans and composes."""
