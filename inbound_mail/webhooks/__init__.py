"""Mail that a provider posts to us, and what it posts of our own mail: through the views of django-anymail."""
