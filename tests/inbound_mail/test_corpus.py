"""Real and broken mails of five projects (docs/rules/reading-mail.md)."""

import tracemalloc

import pytest

from inbound_mail.identity import identity
from inbound_mail.parsing import parse
from inbound_mail.quoting import split_reply
from tests.inbound_mail.corpus import corpus_dir, corpus_mail, corpus_mails

# Which address failed, for good or not, with which status: read by eye in each report of the corpus.
BOUNCES = {
    "flanker/mailbox-full.eml": (["user@aol.com"], True, "5.2.2"),
    "flanker/gmail-no-dns.eml": (["user@example.comm"], True, ""),
    "flanker/gmail-invalid-address.eml": (["awfawfawfawfawfaw@someserverhere.com"], True, "5.1.0"),
    "flanker/no-mx.eml": (["user@example.com"], False, "4.4.4"),
    "flanker/delayed.eml": (["foo@example.com"], False, "4.0.0"),
    "flanker/delayed-broken.eml": (["demo@example.com"], False, "4.2.2"),
    "flanker/zed.eml": (["asdfasdfasdfasdfasdfasdfewrqertrtyrthsfgdfgadfqeadvxzvz@gmail.com"], True, "5.1.1"),
    "flanker/broken-mime.eml": (["info@example.net"], True, ""),
    "flanker/office365.eml": (["noname@example.com"], True, "5.1.10"),
    "mikel-mail/report_422.eml": (["fraser@oooooooo.com.au"], False, "4.2.2"),
    "mikel-mail/report_530.eml": (["edwin@zzzzzzz.com"], True, "5.3.0"),
    "mikel-mail/multipart_report_multiple_status.eml": (["u@ci.com"], True, "5.3.0"),
    "mikel-mail/raw_email_with_mimepart_without_content_type.eml": (
        ["larose.julie@courrier.uqam.ca"],
        False,
        "4.5.0",
    ),
    "enmime/simple_dsn.raw": (["louisl@larry.slip.umd.edu"], False, "4.0.0"),
    "enmime/delayed_dsn.raw": (["thomas@de-montfort.ac.uk"], False, "4.0.0"),
    "enmime/dsn_with_multipart_alternative.raw": (["non-existing@example.com"], True, "5.1.10"),
    "enmime/simple_dsn_with_html.raw": (["louisl@larry.slip.umd.edu"], False, "4.0.0"),
    "enmime/multi_recipient_dsn.raw": (
        ["arathib@vnet.ibm.com", "johnh@hpnjld.njd.hp.com", "wsnell@sdcc13.ucsd.edu"],
        True,
        "5.0.0",
    ),
    "mikel-mail/multi_address_bounce1.eml": (
        [
            "bbbbvhvbbvkjbhfbvbvjhb@gmail.com",
            "bscdbcjhasbcjhbdscbhbsdhcbj@gmail.com",
            "egyfefsdvsfvvhjsd@gmail.com",
            "kfhejkfbsjkjsbhds@gmail.com",
            "qfvhgsvhgsduiohncdhcvhsdfvsfygusd@gmail.com",
        ],
        True,
        "5.1.1",
    ),
    # A report without its parts: it names nobody, and its subject says failure.
    "enmime/multipart-wo-boundary.raw": ([], True, ""),
}


def test_the_corpus_holds_its_233_messages() -> None:
    assert len(corpus_mails()) == 233


def test_every_real_mail_is_read_and_has_an_identity() -> None:
    identities = {identity(parse(mail.raw), mail.raw) for mail in corpus_mails()}

    # The fixtures hold variants of one mail (same Message-ID, same words, other MIME): those are one.
    assert len(identities) >= 200


def test_a_large_mail_is_read_in_a_few_times_its_size() -> None:
    raw = b"Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\n" + b"QUJD" * 4_000_000
    tracemalloc.start()
    parse(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 3 * len(raw)


@pytest.mark.parametrize("name", BOUNCES)
def test_bounces_of_the_corpus_name_recipient_permanence_and_status(name: str) -> None:
    bounce = parse(corpus_mail(name)).bounce

    assert bounce is not None
    assert (list(bounce.recipients), bounce.permanent, bounce.status) == BOUNCES[name]


def test_no_other_mail_of_the_corpus_is_taken_for_a_bounce() -> None:
    found = {mail.source.split("corpus/")[-1] for mail in corpus_mails() if parse(mail.raw).bounce}

    assert found == BOUNCES.keys()


def test_a_report_on_several_recipients_tells_each_apart() -> None:
    bounce = parse(corpus_mail("enmime/multi_recipient_dsn.raw")).bounce

    assert bounce is not None
    assert [(failure.address, failure.permanent) for failure in bounce.failures] == [
        ("arathib@vnet.ibm.com", True),
        ("johnh@hpnjld.njd.hp.com", False),
        ("wsnell@sdcc13.ucsd.edu", True),
    ]


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("mikel-mail/japanese.eml", "まみむめも"),
        ("mikel-mail/raw_email.eml", "NOTE: 한국말로 하는 것"),
        ("mikel-mail/utf8_headers.eml", "Säying Hello"),
        ("enmime/qp-utf8-header.raw", "MIME UTF8 Test ¢ More Text"),
        ("flanker/bilingual-simple.eml", "Simple text. How are you? Как ты поживаешь?"),
    ],
)
def test_subjects_are_read_in_their_own_script(name: str, subject: str) -> None:
    assert parse(corpus_mail(name)).subject == subject


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("mikel-mail/attachment_nonascii_filename.eml", "ciële.txt"),
        (
            "mikel-mail/japanese_attachment_long_name.eml",
            "かきくけこかきくけこかきくけこかきくけこかきくけこ.txt",
        ),
        ("enmime/mime-bad-8bit-filename.raw", "管理.doc"),
        ("mime4j/russian-headers.msg", "Список.doc"),
    ],
)
def test_file_names_are_read_however_they_are_encoded(name: str, file: str) -> None:
    assert [attachment.name for attachment in parse(corpus_mail(name)).attachments] == [file]


def test_replies_of_another_project_keep_every_line_of_their_author() -> None:
    author = "et mollis ligula rutrum quis. Fusce sed odio id arcu varius aliquet nec nec nibh."
    folder = corpus_dir() / "crisp-replies"
    texts = [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))]
    written = [text for text in texts if text.startswith("Fusce bibendum")]

    # Two of these put unmarked text under a mobile signature: it may be the author's, so it stays.
    exact = [split_reply(text).reply.endswith(author) for text in written]

    assert all(author in split_reply(text).reply for text in written)
    assert exact.count(False) == 2
