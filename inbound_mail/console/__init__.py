"""The console's pages on the mail that arrived: lists, one mail, and what an engineer decides."""
