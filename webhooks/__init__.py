"""What happens here, told to the programs of others: subscriptions, signed deliveries, their log."""
