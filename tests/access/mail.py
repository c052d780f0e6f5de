"""Who reaches the mail that arrived, the mailboxes, and what providers post."""

from tests.access.routes import ENGINEERS, LEADS, MAIL, MAILBOX, Route, get, post

ROUTES: dict[str, Route] = {
    "mails:list": ENGINEERS,
    "mails:mail": get(*ENGINEERS.statuses, args=MAIL),
    "mails:source": get(*ENGINEERS.statuses, args=MAIL),
    "mails:source_text": get(*ENGINEERS.statuses, args=MAIL),
    "mails:html": get(*ENGINEERS.statuses, args=MAIL),
    "mails:frame": get(*ENGINEERS.statuses, args=MAIL),
    # The mail of the matrix has no file.
    "mails:file": get(302, 403, 403, 403, 404, 404, 403, 403, args=(*MAIL, "0")),
    "mails:several": post(302, 403, 403, 403, 422, 422, 403, 403),
    "mails:answer": post(302, 403, 403, 403, 422, 422, 403, 403, args=MAIL),
    "mails:attachment": post(302, 403, 403, 403, 422, 422, 403, 403, args=MAIL),
    "mails:take_up": post(302, 403, 403, 403, 302, 302, 403, 403, args=MAIL),
    "mails:opening": post(302, 403, 403, 403, 422, 422, 403, 403, args=MAIL),
    "mails:replay": post(302, 403, 403, 403, 302, 302, 403, 403, args=MAIL),
    "mails:mailboxes": ENGINEERS,
    "mails:mailbox": get(*ENGINEERS.statuses, args=MAILBOX),
    "mails:mailbox_state": get(*ENGINEERS.statuses, args=MAILBOX),
    "mails:mailbox_fetch": post(302, 403, 403, 403, 302, 302, 403, 403, args=MAILBOX),
    "mails:mailbox_beginning": post(302, 403, 403, 403, 403, 422, 403, 403, args=MAILBOX),
    "mails:mailbox_activation": post(302, 403, 403, 403, 403, 302, 403, 403, args=MAILBOX),
    "mails:mailbox_edit": get(*LEADS.statuses, args=MAILBOX),
    "mails:mailbox_new": LEADS,
    "mails:discard": post(302, 403, 403, 403, 422, 422, 403, 403, args=MAIL),
    # --- what providers post: nothing is there until the settings name them (tests/inbound_mail/test_webhooks.py)
    "mail_posted": post(404, 404, 404, 404, 404, 404, 404, 404, args=("postmark",)),
    "mail_posted_mime": post(404, 404, 404, 404, 404, 404, 404, 404, args=("mailgun",)),
    "mail_tracked": post(404, 404, 404, 404, 404, 404, 404, 404, args=("postmark",)),
}
