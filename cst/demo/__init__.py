"""The demo world: fixed names, so that a guide, a screenshot or a check can rely on them."""
