"""Where raw mail comes from; every source yields bytes and an instant of arrival, and knows nothing of their use."""
