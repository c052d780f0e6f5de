"""Pictures of a mail at their place: words in its text, the picture on the page, through the address of its file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from inbound_mail.models import InboundMail, Status
from inbound_mail.parsing import parse
from tests.inbound_mail.mails import arrive
from tests.inbound_mail.pictures import PNG, mail_with_pictures
from tests.world import TUESDAY, World
from tickets import thread
from tickets.models import Attachment, Ticket
from tickets.thread import MessageLine

CAPTURE = {"capture@poste": ("capture.png", PNG)}
HTML = '<p>Voici l’écran :</p><p><img src="cid:capture@poste"></p><p>Que faire ?</p>'


def opened(raw: bytes) -> Ticket:
    ticket = arrive(raw).ticket
    assert ticket is not None
    return ticket


def shown(ticket: Ticket, world: World) -> MessageLine:
    (message,) = thread.messages_of(ticket, world.jean)
    return thread.message_line(message, world.jean)


def test_the_text_says_where_a_picture_stood() -> None:
    parsed = parse(mail_with_pictures(HTML, CAPTURE))

    assert parsed.reply == "Voici l’écran :\n\n[image\u00a0: capture.png]\n\nQue faire ?"


@pytest.mark.parametrize(
    "plain",
    [
        "Voici l’écran :\n\n[cid:capture@poste]\n\nQue faire ?",
        "Voici l’écran :\n\n[image: capture.png]\n\nQue faire ?",
        "Voici l’écran :\n\nQue faire ?",
    ],
    ids=["outlook", "gmail", "apple"],
)
def test_the_text_says_it_whatever_the_plain_text_of_its_program_says(plain: str) -> None:
    html = HTML.replace("<img ", '<img alt="capture.png" ')

    parsed = parse(mail_with_pictures(html, CAPTURE, plain=plain))

    assert parsed.reply == "Voici l’écran :\n\n[image\u00a0: capture.png]\n\nQue faire ?"


def test_two_pictures_of_one_name_are_told_apart() -> None:
    twice = {"un@poste": ("image.png", PNG), "deux@poste": ("image.png", PNG + b"2")}

    parsed = parse(mail_with_pictures('<img src="cid:deux@poste"> puis <img src="cid:un@poste">', twice))

    assert parsed.reply == "[image\u00a0: image-2.png] puis [image\u00a0: image.png]"
    assert [file.name for file in parsed.attachments] == ["image.png", "image-2.png"]


def test_a_picture_inside_the_html_itself_is_a_file_of_the_mail() -> None:
    data = "iVBORw0KGgo" + "A" * 2_000_000
    raw = f"Content-Type: text/html\n\n<p>avant</p><img src='data:image/png;base64,{data}='><p>après</p>".encode()

    parsed = parse(raw)

    assert parsed.reply == "avant\n\n[image\u00a0: image-1.png]\n\naprès"
    assert [file.size for file in parsed.attachments] == [len(data) * 3 // 4]


def test_the_thread_shows_the_picture_at_its_place(world: World) -> None:
    ticket = opened(mail_with_pictures(HTML, CAPTURE))

    line = shown(ticket, world)

    address = reverse("attachments:download", args=[Attachment.objects.get().pk])
    assert [(piece.text.strip(), piece.url) for piece in line.pieces] == [
        ("Voici l’écran :", ""),
        ("capture.png", address),
        ("Que faire ?", ""),
    ]


def test_a_picture_at_its_place_is_not_listed_again(world: World) -> None:
    ticket = opened(mail_with_pictures(HTML, {**CAPTURE, "autre@poste": ("autre.png", PNG)}))

    assert [file.name for file in shown(ticket, world).files] == ["autre.png"]


def test_a_picture_that_its_program_calls_an_attachment_is_shown_at_its_place_too(world: World) -> None:
    raw = mail_with_pictures('<p>Avant</p><img src="cid:a@poste"><p>Après</p>', {"a@poste": ("a.png", PNG)})
    mail = arrive(raw.replace(b"Content-Disposition: inline", b"Content-Disposition: attachment"))

    assert mail.message is not None
    [file] = mail.message.attachments.all()
    assert file.inline and "[image" in mail.message.body


def test_a_picture_in_what_was_quoted_is_shown_there(world: World) -> None:
    quoted = '<blockquote type="cite"><p>Le 12/03/2026 à 10:22, CST EXER a écrit :</p><img src="cid:capture@poste">'
    ticket = opened(mail_with_pictures(f"<p>OK merci</p>{quoted}</blockquote>", CAPTURE))

    line = shown(ticket, world)

    assert (line.pieces, line.files) == ((), ())
    assert [piece.text for piece in line.quoted_pieces if piece.url] == ["capture.png"]


def test_a_file_that_is_no_image_leaves_its_words(world: World) -> None:
    ticket = opened(mail_with_pictures(HTML, {"capture@poste": ("capture.png", b"<svg onload=alert(1)>")}))

    line = shown(ticket, world)

    assert line.pieces == ()
    assert "[image\u00a0: capture.png]" in line.body
    assert [file.name for file in line.files] == ["capture.png"]


def test_a_picture_that_is_gone_leaves_its_words(world: World) -> None:
    ticket = opened(mail_with_pictures(HTML, CAPTURE))
    Attachment.objects.update(purged_at=TUESDAY + timedelta(days=30))

    assert shown(ticket, world).pieces == ()


def test_an_image_that_is_kept_encrypted_is_not_shown_in_place(world: World) -> None:
    ticket = opened(mail_with_pictures(HTML, CAPTURE))
    Attachment.objects.update(encrypted=True)

    assert shown(ticket, world).pieces == ()


def test_words_typed_by_hand_show_no_file_of_another_message(world: World, client: Client) -> None:
    opened(mail_with_pictures(HTML, CAPTURE))
    other = opened(mail_with_pictures("<p>[image : capture.png] et FGT60FTK20012345</p>", {}))

    assert shown(other, world).pieces == ()


@pytest.mark.parametrize(("name", "route"), [("jean", "portal:ticket"), ("claire", "console:ticket")])
def test_portal_and_console_draw_it(world: World, client: Client, name: str, route: str) -> None:
    ticket = opened(mail_with_pictures(HTML, CAPTURE))
    client.force_login(getattr(world, name))

    page = client.get(reverse(route, args=[ticket.number])).content.decode()

    address = reverse("attachments:download", args=[Attachment.objects.get().pk])
    assert f'<img src="{address}" alt="capture.png"' in page


def test_the_address_of_a_picture_answers_with_the_image_and_a_policy_that_allows_nothing(
    world: World, client: Client
) -> None:
    opened(mail_with_pictures(HTML, CAPTURE))
    client.force_login(world.jean)

    answer = client.get(reverse("attachments:download", args=[Attachment.objects.get().pk]))

    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.mark.parametrize("count", [1, 10])
def test_many_pictures_cost_no_more_queries(
    world: World, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = {f"{number}@poste": (f"{number}.png", PNG) for number in range(count)}
    ticket = opened(mail_with_pictures("".join(f'<img src="cid:{each}">' for each in many), many))

    with django_assert_num_queries(3):
        line = shown(ticket, world)

    assert len([piece for piece in line.pieces if piece.url]) == count


# --- The mail as it was -------------------------------------------------------------------------------------


def frame_of(mail: InboundMail, client: Client, world: World) -> str:
    client.force_login(world.claire)
    answer = client.get(reverse("mails:frame", args=[mail.pk]))
    assert (
        "sandbox" in answer["Content-Security-Policy"] and "https:" not in answer["Content-Security-Policy"]
    )
    return answer.content.decode()


def test_an_engineer_goes_from_a_message_to_the_mail_as_it_was(world: World, client: Client) -> None:
    mail = arrive(mail_with_pictures(HTML, CAPTURE))
    assert mail.ticket is not None
    client.force_login(world.claire)

    page = client.get(reverse("console:ticket", args=[mail.ticket.number])).content.decode()

    assert reverse("mails:html", args=[mail.pk]) in page


def test_a_customer_is_not_shown_the_way_there(world: World, client: Client) -> None:
    mail = arrive(mail_with_pictures(HTML, CAPTURE))
    assert mail.ticket is not None
    client.force_login(world.jean)

    page = client.get(reverse("portal:ticket", args=[mail.ticket.number])).content.decode()

    assert reverse("mails:html", args=[mail.pk]) not in page


def test_the_frame_shows_pictures_by_the_addresses_of_their_files(world: World, client: Client) -> None:
    mail = arrive(mail_with_pictures(HTML, CAPTURE))

    page = frame_of(mail, client, world)

    assert f'<img src="{reverse("attachments:download", args=[Attachment.objects.get().pk])}"' in page


def test_the_frame_shows_no_picture_of_another_mail(world: World, client: Client) -> None:
    arrive(mail_with_pictures(HTML, CAPTURE))
    mail = arrive(mail_with_pictures(f"<p>encore FGT60FTK20012345</p>{HTML}", {}))

    assert "src=" not in frame_of(mail, client, world)


def test_the_pictures_of_a_held_mail_stand_in_its_document(world: World, client: Client) -> None:
    mail = arrive(mail_with_pictures(HTML, CAPTURE, sender="stranger@elsewhere.example"))

    assert mail.status == Status.HELD
    assert '<img src="data:image/png;base64,' in frame_of(mail, client, world)


def test_pictures_from_outside_are_allowed_by_the_policy_once_they_are_asked_for(
    world: World, client: Client
) -> None:
    mail = arrive(mail_with_pictures('<img src="https://a.example/1.gif">', {}))
    client.force_login(world.claire)

    answer = client.get(reverse("mails:frame", args=[mail.pk]), {"images": "1"})

    assert "img-src 'self' data: https:;" in answer["Content-Security-Policy"]
    assert "https://a.example/1.gif" in answer.content.decode()


def test_a_mail_of_plain_text_is_shown_as_text(world: World, client: Client) -> None:
    mail = arrive(b"From: jean.petit@reseau-plus.example\nSubject: x\n\nBonjour <b>en clair</b>\n")
    client.force_login(world.claire)

    page = client.get(reverse("mails:html", args=[mail.pk])).content.decode()

    assert "Bonjour &lt;b&gt;en clair&lt;/b&gt;" in page
    assert "<iframe" not in page
