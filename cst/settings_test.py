"""Settings of the tests: a throw-away var/ directory per run, so that they never touch the development data.

The first process of a run names the directory in the environment, pytest-xdist's workers inherit it. The servers
are started by tests/conftest.py; whatever DATABASE_URL and REDIS_URL say is left alone on purpose.
"""

import os
import tempfile
from pathlib import Path

TEST_DIR_PREFIX = "cst-test-"

if "CST_TEST_DIR" not in os.environ:
    os.environ["CST_TEST_DIR"] = tempfile.mkdtemp(prefix=TEST_DIR_PREFIX)
    # The database server may run as another user than the tests (cst.embedded.layout.server_user).
    Path(os.environ["CST_TEST_DIR"]).chmod(0o711)
for name in [
    name
    for name in os.environ
    if name.startswith("ANYMAIL_") or name in {"DATABASE_URL", "REDIS_URL", "EMAIL_URL"}
]:
    del os.environ[name]
os.environ["CST_ENVIRONMENT"] = "development"
os.environ["CST_VAR_DIR"] = os.environ["CST_TEST_DIR"]

from cst.embedded import layout  # noqa: E402
from cst.settings import *  # noqa: E402, F403
from cst.settings import ACCOUNT_RATE_LIMITS as _RATE_LIMITS  # noqa: E402
from cst.settings import DATABASES, REDIS_URL  # noqa: E402

# Each test opens and drops databases; a pool would hold connections to them.
del DATABASES["default"]["OPTIONS"]["pool"]
# Worker gw3 has databases 6 and 7 of the server for itself: emptying its cache empties nobody else's.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": layout.cache_url(REDIS_URL, 2 * _worker + 1),
    }
}
CELERY_BROKER_URL = layout.broker_url(REDIS_URL, 2 * _worker)
# A hundred people of the tests log in from one address within a minute; tests/accounts/test_login.py tries the limits.
ACCOUNT_RATE_LIMITS = {**_RATE_LIMITS, "login": "1000/m/ip"}
# The same people ask in every test, and some send tokens that nobody made: tests/api/tokens/ try the limits.
API_SESSION_RATE = API_REFUSED_RATE = 1_000_000
# The real one takes 0.1 s for each user on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
