"""What the project promises in figures, each measured beside something else in the same run: `make bench`, no tests."""
