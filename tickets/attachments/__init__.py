"""The one address that files are opened at, for portal and console alike."""
