"""The HTML of a mail as a document that can do nothing: attacks of our own, and what must survive them."""

from __future__ import annotations

import re
import time

import pytest

from inbound_mail.html_shown import sanitised
from inbound_mail.parsing import parse
from tests.inbound_mail.corpus import corpus_mails

OWN = {"capture@poste": "/fichiers/1/"}
ATTACKS = {
    "script": "<script>alert(1)</script>",
    "script_in_svg": "<svg><script>alert(1)</script></svg>",
    "svg_onload": "<svg onload=alert(1)>",
    "onerror": "<img src=x onerror=alert(1)>",
    "onclick_upper_case": "<DIV ONCLICK=alert(1)>x</DIV>",
    "javascript_link": "<a href='javascript:alert(1)'>x</a>",
    "javascript_link_with_tab": "<a href='java\tscript:alert(1)'>x</a>",
    "javascript_link_encoded": "<a href='&#106;avascript:alert(1)'>x</a>",
    "data_link": "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "vbscript_link": "<a href='vbscript:msgbox(1)'>x</a>",
    "meta_refresh": "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "base": "<base href='https://evil.example/'>",
    "iframe": "<iframe src='https://evil.example'></iframe>",
    "iframe_srcdoc": "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "object": "<object data='https://evil.example'></object><embed src='https://evil.example'>",
    "form": "<form action='https://evil.example'><input name=password><button>OK</button></form>",
    "style_sheet": "<style>@import 'https://evil.example/a.css'; body{background:url(https://evil.example)}</style>",
    "linked_style_sheet": "<link rel=stylesheet href='https://evil.example/a.css'>",
    "css_url": "<p style=\"background-image:url('https://evil.example/a.png')\">x</p>",
    "css_url_escaped": "<p style=\"background:u\\72l('https://evil.example/a.png')\">x</p>",
    "css_url_in_known_property": "<p style=\"list-style-type:url('https://evil.example/a')\">x</p>",
    "css_image_set": "<p style=\"border:image-set('https://evil.example/a')\">x</p>",
    "css_expression": "<p style='width:expression(alert(1))'>x</p>",
    "css_variable": "<p style='--a:url(https://evil.example)'>x</p>",
    "position_fixed": "<div style='position:fixed;inset:0;z-index:9999'>x</div>",
    "srcset": "<img srcset='https://evil.example/a.png 1x'>",
    "picture_source": "<picture><source srcset='https://evil.example/a.png'></picture>",
    "table_background": "<table background='https://evil.example/a.png'><tr><td background='https://evil.example'>x</table>",
    "video_poster": "<video poster='https://evil.example/a.png'></video>",
    "audio": "<audio src='https://evil.example/a.mp3' autoplay></audio>",
    "picture_without_scheme": "<img src='//evil.example/a.png'>",
    "picture_of_our_site": "<img src='/console/deconnexion/'>",
    "link_into_our_site": "<a href='/console/courrier/1/rejet/'>x</a>",
    "svg_picture": "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "mxss_style_in_math": "<math><mtext><table><mglyph><style><!--</style>"
    "<img title='--><img src=x onerror=alert(1)>'>",
    "mxss_noscript": "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "mxss_svg_title": "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "mxss_template": "<template><img src=x onerror=alert(1)></template>",
    "mxss_textarea": "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "comment_that_ends_early": "<!--><img src=x onerror=alert(1)>-->",
    "conditional_comment": "<!--[if gte mso 9]><img src=x onerror=alert(1)><![endif]-->",
    "unclosed_attribute": "<img src='x\"><script>alert(1)</script>",
    "null_in_tag": "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "xlink": "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "foreign_cid": "<img src='cid:of-another-ticket@poste'>",
    "cid_in_link": "<a href='cid:capture@poste'>x</a>",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_of_an_attack_is_left(name: str) -> None:
    left = sanitised(f"<p>avant</p>{ATTACKS[name]}", OWN).markup.lower()

    assert left.startswith("<p>avant</p>")
    for sign in (
        "<script",
        "alert(1)>",
        " on",
        "javascript",
        "evil.example",
        "<svg",
        "<iframe",
        "fixed",
        "src=",
        "<form",
    ):
        assert sign not in left, left


def pieces(markup: str) -> list[str]:
    """Tags, attributes and words, whatever the order of attributes."""
    return sorted(re.split("[ <>]+", markup))


@pytest.mark.parametrize("name", ATTACKS)
def test_what_was_sanitised_once_stays_what_it_is(name: str) -> None:
    once = sanitised(ATTACKS[name], OWN).markup

    assert pieces(sanitised(once, OWN).markup) == pieces(once)


def test_the_look_of_a_mail_stays() -> None:
    cell = '<td align="center"><b style="color:red">Alerte</b></td>'
    mail = f'<table width="600" bgcolor="#eeeeee"><tbody><tr>{cell}</tr></tbody></table>'

    assert sanitised(mail, OWN).markup == mail


def test_a_picture_of_the_mail_is_shown_by_the_address_of_its_file() -> None:
    assert 'src="/fichiers/1/"' in sanitised("<img src='CID:capture@poste' alt='Écran'>", OWN).markup


def test_pictures_from_outside_stay_away_and_are_counted() -> None:
    shown = sanitised("<img src='https://a.example/1.gif'><img src='http://a.example/2.gif'>", OWN)

    assert (shown.remote, "a.example" in shown.markup) == (2, False)


def test_pictures_from_outside_come_by_https_alone_once_they_are_asked_for() -> None:
    shown = sanitised(
        "<img src='https://a.example/1.gif'><img src='http://a.example/2.gif'>", OWN, remote=True
    )

    assert 'src="https://a.example/1.gif"' in shown.markup
    assert "2.gif" not in shown.markup


def test_links_open_outside_and_say_nothing_of_where_they_were() -> None:
    link = sanitised("<a href='https://a.example/?q=1'>ici</a>", OWN).markup

    assert 'target="_blank"' in link and 'rel="noopener noreferrer nofollow"' in link


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 200_000,
        "<b><i>" * 100_000,
        "<a href=x><div>" * 60_000,
        "<table><tr><td>" * 60_000,
        "<table>" + "<b>x" * 200_000,
        "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">",
        '<p style="' + "color:red;" * 90_000 + '">',
        "<!--" * 200_000,
        "&amp" * 250_000,
        "<ul><li>" * 100_000,
        "<p><b>x</p>" * 80_000,
        "<" * 1_000_000,
    ],
    ids=lambda markup: markup[:12],
)
def test_markup_that_no_program_writes_costs_little(markup: str) -> None:
    started = time.process_time()
    sanitised(markup, OWN)

    assert time.process_time() - started < 1


def test_the_html_of_every_real_mail_is_sanitised_whole() -> None:
    pages = [parsed.html for mail in corpus_mails() if (parsed := parse(mail.raw)).html]

    assert len(pages) > 40
    assert not any(sanitised(page, {}).cut for page in pages)
