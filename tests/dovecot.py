"""A real IMAP server for tests: Dovecot of Debian's packages on loopback, TLS, in a folder that is thrown away."""

from __future__ import annotations

import datetime
import ipaddress
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from imapclient import IMAPClient

PASSWORD = "relevé-2026"
READY_SECONDS = 15.0

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
ssl = required
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
auth_mechanisms = plain login {mechanisms}
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login_user}
mail_location = maildir:{home}/mail/%u
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=plain {home}/users
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={home}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls_port}
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
{more}
"""


class Dovecot:
    """One server with one account a name; `client` opens a connection as a mail program would."""

    def __init__(self, home: Path, *, mechanisms: str = "", more: str = "") -> None:
        self.home = home
        self.port, self.starttls_port = _free_port(), _free_port()
        self.ca_file = home / "cert.pem"
        self._mechanisms, self._more = mechanisms, more
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        dovecot = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
        assert dovecot, "no dovecot: make test installs it"
        self._write()
        with (self.home / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                [dovecot, "-F", "-c", str(self.home / "dovecot.conf")], stdout=output, stderr=output
            )
        limit = time.monotonic() + READY_SECONDS
        while time.monotonic() < limit and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        logs = [path.read_text() for path in sorted(self.home.glob("*.log"))]
        raise RuntimeError("Dovecot does not start: " + "\n".join(logs)[-2000:])

    def stop(self) -> None:
        """End it and its children."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(10)
            self._process = None

    def client(self, user: str) -> IMAPClient:
        """A logged-in connection of `user`."""
        import ssl

        context = ssl.create_default_context(cafile=str(self.ca_file))
        client = IMAPClient("127.0.0.1", port=self.port, ssl=True, ssl_context=context, timeout=20)
        client.sasl_login("PLAIN", lambda _challenge: f"\0{user}\0{PASSWORD}".encode())
        return client

    def deliver(self, user: str, *mails: bytes, at: datetime.datetime | None = None) -> None:
        """Put mails into the inbox of `user`, arrived at `at` (aware; now if absent)."""
        client = self.client(user)
        for mail in mails:
            client.append("INBOX", mail, msg_time=at)
        client.logout()

    def _write(self) -> None:
        for folder in ("run", "state", "mail"):
            (self.home / folder).mkdir(exist_ok=True)
        own = pwd.getpwuid(os.geteuid()).pw_name
        root = os.geteuid() == 0
        mail = "mail" if root else own
        if root:
            shutil.chown(self.home / "mail", mail, mail)
        (self.home / "users").write_text(
            "".join(f"{name}:{{plain}}{PASSWORD}\n" for name in ("support", "second", "third"))
        )
        group = "dovecot" if root else _group()
        (self.home / "dovecot.conf").write_text(
            _CONFIG.format(
                home=self.home,
                port=self.port,
                starttls_port=self.starttls_port,
                mechanisms=self._mechanisms,
                user="dovecot" if root else own,
                group=group,
                login_user="dovenull" if root else own,
                mail_user=mail,
                mail_group=mail if root else group,
                more=self._more,
            )
        )
        if not self.ca_file.exists():
            _write_certificate(self.home)


def _group() -> str:
    import grp

    return grp.getgrgid(os.getegid()).gr_name


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _write_certificate(home: Path) -> None:
    """A certificate for 127.0.0.1 that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=365 * 5))
        .not_valid_after(now + datetime.timedelta(days=365 * 5))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (home / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (home / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@pytest.fixture(scope="session")
def dovecot_home() -> Iterator[Path]:
    """A folder that Dovecot's own users may enter, whoever runs the tests: pytest keeps its own folders to itself."""
    with tempfile.TemporaryDirectory(prefix="cst-dovecot-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        yield home


@pytest.fixture(scope="session")
def dovecot_server(dovecot_home: Path) -> Iterator[Dovecot]:
    """The server, once for the session."""
    server = Dovecot(dovecot_home)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def dovecot(dovecot_server: Dovecot, settings: object) -> Iterator[Dovecot]:
    """The server with empty mailboxes, and our settings trusting it."""
    settings.IMAP_CA_FILE = str(dovecot_server.ca_file)  # type: ignore[attr-defined]
    yield dovecot_server
    for user in ("support", "second", "third"):
        client = dovecot_server.client(user)
        for flags, _separator, name in client.list_folders():
            if {b"\\Noselect", b"\\NonExistent"} & set(flags):
                continue
            client.select_folder(name)
            uids = client.search()
            if uids:
                client.delete_messages(uids)
                client.expunge()
        client.logout()
