"""Which survey tool wrote this, and where its answers stand."""
