"""Our cutting of MIME against the standard library's, on the real mails."""

from email import message_from_bytes
from email.message import Message

from inbound_mail.mime_tree import read_tree
from tests.inbound_mail.corpus import corpus_mails

# The library reports "application/pdf name=…" as one type there: the sender forgot a semicolon.
BETTER_HERE = {"mime-bad-content-type.raw", "mime-blank-media-name.raw"}


def leaves(part: Message) -> list[str]:
    if part.is_multipart() and part.get_content_maintype() != "message":
        return [kind for child in part.get_payload() for kind in leaves(child)]  # type: ignore[arg-type]
    return [part.get_content_type()]


def test_real_mails_are_cut_into_the_same_parts_as_by_the_standard_library() -> None:
    different = set()
    for mail in corpus_mails():
        root, _ = read_tree(mail.raw)
        ours = [part.content_type for part in root.walk() if not part.children]
        if ours != leaves(message_from_bytes(mail.raw)):
            different.add(mail.source.rsplit("/", 1)[-1])

    assert different == BETTER_HERE
