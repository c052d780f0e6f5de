"""A centre that has answered for years: 100,000 tickets with ten messages each, or a million of them.

Made like bench/portal_world.py's, by statements over series with no trigger, from the same organisations and devices.
What the triggers keep for the centre's search is computed at the end, a ticket's messages as one text; the rows of the
customers' search are left out, no page of the console reads them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bench.database import progress
from bench.portal_world import SUBJECTS, copy_row, model_ticket, notes, organisations, shelf

TICKETS, MANY_TICKETS, MESSAGES_EACH, AT_A_TIME = 100_000, 1_000_000, 10, 10_000
# Tickets a year, each year with numbers of its own; at five minutes' distance.
A_YEAR = 105_120
ENGINEER = "claire.martin@exer.example"
# In one subject of a hundred; in half of all; in all threads; together in one of six, side by side.
RARE_WORD, COMMON_WORD, EVERYWHERE, COMMON_PHRASE = "chassis", "tunnel", "bonjour", '"tunnel ipsec"'
# Each in a third of all tickets, never in the same one.
NEVER_TOGETHER = "bgp ospf"

_SENTENCES = (
    "Bonjour, depuis ce matin le pare-feu de notre client ne répond plus sur l’interface d’administration.",
    "Les utilisateurs n’accèdent plus à l’application métier hébergée au siège.",
    "Nous avons déjà redémarré l’équipement, vérifié le câblage et remplacé l’alimentation, sans amélioration.",
    "Pouvez-vous nous envoyer la sortie de la commande de diagnostic et une capture de trafic ?",
    "La version installée date de l’an dernier, une mise à jour est prévue pendant la fenêtre de maintenance.",
    "Le journal montre des réassociations toutes les dix minutes et un certificat expiré.",
    "Le basculement de la grappe s’est fait, mais les sessions existantes ont été perdues.",
    "Le constructeur demande un fichier de support complet et l’heure exacte de l’incident.",
    "La négociation échoue en phase 2 : les propositions de chiffrement ne correspondent pas.",
    "Merci, le service est rétabli depuis 14h20, nous surveillons jusqu’à demain.",
    "Avez-vous vérifié la table de routage et les règles de translation d’adresses ?",
)
# A subject's routing protocol by turns, so that no ticket holds two.
_PROTOCOLS = ("bgp", "ospf", "rip")


def fill(now: datetime, tickets: int = TICKETS, messages_each: int = MESSAGES_EACH) -> str:
    """Make the rows, with progress on stderr; the number of a ticket with a long thread."""
    from django.db import connection

    model = model_ticket(now)
    with connection.cursor() as cursor:
        organisations(cursor)
        shelf(cursor)
    _copies(model.pk, range(0, tickets, AT_A_TIME), messages_each, now)
    notes(now)
    return str(model.number)


def grow(now: datetime, number: str, before: int, tickets: int, messages_each: int) -> None:
    """Go on from `before` to that many tickets, further back in time; `number` and `now` as `fill` had them."""
    from tickets.models import Ticket

    model = Ticket.objects.get(number=number).pk
    _copies(model, range(before, tickets, AT_A_TIME), messages_each, now)


def _copies(model: int, starts: range, messages_each: int, now: datetime) -> None:
    """So many copies of the model at a time as lie between two starts."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        index = _without_index(cursor)
        for start in starts:
            last = _tickets(cursor, model, start, now)
            _conversations(cursor, last, messages_each)
            _vendor_cases(cursor, last)
            _found(cursor, last)
            progress(start + AT_A_TIME, starts.stop, f"tickets, the new ones with {messages_each} messages")
        cursor.execute(index)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def _without_index(cursor: Any) -> str:
    """Drop the index of the words, faster made at the end; the statement that makes it."""
    cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'ticket_text'")
    (statement,) = cursor.fetchone()
    cursor.execute("DROP INDEX ticket_text")
    return f"SET maintenance_work_mem = '256MB'; {statement}"


def _tickets(cursor: Any, model: int, start: int, now: datetime) -> int:
    """Copies of the model, one every five minutes back from now, assigned by turns; the last key before them."""
    cursor.execute("SELECT max(id) FROM tickets_ticket")
    (last,) = cursor.fetchone()
    customer = "(SELECT id FROM accounts_organisation WHERE name = 'Client ' || 1 + i % 400)"
    other = "(SELECT id FROM accounts_organisation WHERE name = 'Revendeur ' || 1 + i % 200)"
    cursor.execute("SELECT array_agg(id) FROM accounts_user WHERE role IN ('engineer', 'lead')")
    (engineers,) = cursor.fetchone()
    serial = "'FG100FTK' || lpad((1 + i % 5000)::text, 8, '0')"
    received = "%s::timestamptz - i * interval '5 minutes'"
    subjects = f"(ARRAY[{', '.join(['%s'] * len(SUBJECTS))}])[1 + i % {len(SUBJECTS)}]"
    protocols = f"(ARRAY[{', '.join(['%s'] * len(_PROTOCOLS))}])[1 + i % {len(_PROTOCOLS)}]"
    own = {
        "number": f"'CST-' || 2025 - i / {A_YEAR} || '-' || lpad((1 + i % {A_YEAR})::text, 6, '0')",
        "submission_key": "'bench:' || i",
        "subject": f"{subjects} || ' ' || {protocols}"
        f" || CASE WHEN i % 100 = 7 THEN ' du {RARE_WORD} ' || i ELSE '' END",
        "organisation_id": f"CASE i % 4 WHEN 0 THEN model.organisation_id WHEN 1 THEN {customer} ELSE {other} END",
        "reseller_id": f"CASE WHEN i % 4 < 2 THEN model.reseller_id ELSE {other} END",
        "serial": serial,
        "device_id": f"(SELECT id FROM contracts_device WHERE serial = {serial})",  # noqa: S608
        "assignee_id": f"(ARRAY{engineers})[1 + i % {len(engineers)}]",
        "severity": "1 + i % 4",
        "status": "(ARRAY['new','open','waiting_customer','at_vendor','resolved','closed'])"
        "[CASE WHEN i < 3000 THEN 1 + i % 5 ELSE 6 END]",
        "received_at": received,
        "updated_at": received,
        "waiting_since": received,
        "queue_rank": "CASE WHEN i < 3000 AND i % 5 < 2 THEN 1 + i % 4 END",
        "queue_key": f"CASE WHEN i < 3000 AND i % 5 < 2 THEN {received} END",
        "next_alert_at": "NULL",
    }
    values: list[object] = [*SUBJECTS, *_PROTOCOLS, now, now, now, now]
    copy_row(cursor, "tickets", "Ticket", own, f"id = {model}", AT_A_TIME, values, start=start)
    return int(last)


def _conversations(cursor: Any, last: int, messages_each: int) -> None:
    """Messages of two sentences and a code, the fourth an internal note; two events; a file on one ticket in five."""
    sentences = f"(ARRAY[{', '.join(['%s'] * len(_SENTENCES))}])"
    cursor.execute(
        f"""INSERT INTO tickets_message (id, ticket_id, author_id, author_name, author_address, by_centre, internal,
               automatic, channel, body, quoted, sent_at, mail_message_id, submission_key)
           SELECT gen_random_uuid(), ticket.id, NULL,
               CASE turn %% 2 WHEN 0 THEN 'Claire Martin' ELSE 'Camille Durand ' || ticket.id %% 200 END,
               'camille@client.example', turn %% 2 = 0, turn = 4, false, 'web',
               {sentences}[1 + (ticket.id + turn) %% {len(_SENTENCES)}] || ' '
                   || {sentences}[1 + (ticket.id / 7 + turn * 3) %% {len(_SENTENCES)}]
                   || ' Code E' || (ticket.id * 7919 + turn * 104729) %% 60000, '',
               ticket.received_at + turn * interval '1 hour', '', 'bench:' || ticket.id || ':' || turn
           FROM tickets_ticket ticket, generate_series(1, %s) turn WHERE ticket.id > %s""",  # noqa: S608
        [*_SENTENCES, *_SENTENCES, messages_each, last],
    )
    cursor.execute(
        """INSERT INTO tickets_event (ticket_id, kind, actor_id, at, status, data)
           SELECT id, what, NULL, received_at, status, '{}' FROM tickets_ticket,
               unnest(ARRAY['opened', 'customer_replied']) what WHERE id > %s""",
        [last],
    )
    cursor.execute(
        """INSERT INTO tickets_attachment (id, name, category, content_type, size, sha256, encrypted, file, created_at,
               message_id, content_id, inline)
           SELECT gen_random_uuid(), 'journal-' || ticket_id || '.txt', 'report', 'text/plain', 1000, '', false,
               'nowhere', sent_at, id, '', false
           FROM tickets_message WHERE ticket_id > %s AND submission_key LIKE 'bench:%%0:1'""",
        [last],
    )


def _vendor_cases(cursor: Any, last: int) -> None:
    """On one ticket of twenty."""
    cursor.execute(
        """INSERT INTO tickets_vendorcase
               (ticket_id, vendor_id, number, summary, opened_by_id, opened_at, contact, link)
           SELECT id, (SELECT min(id) FROM contracts_vendor), 'FTNT-' || id, 'Suivi par le constructeur.',
               (SELECT min(id) FROM accounts_user), received_at, '', ''
           FROM tickets_ticket WHERE id > %s AND id %% 20 = 0""",
        [last],
    )


def _found(cursor: Any, last: int) -> None:
    """What the triggers would have kept for the centre's search, but for the place of each word."""
    cursor.execute(
        """INSERT INTO tickets_tickettext (ticket_id, received_at, words)
           SELECT t.id, t.received_at, array_to_tsvector(cst_ticket_marks(t) || array_remove(
                   ARRAY[cst_identifier(t.number), cst_identifier(t.serial), cst_identifier(c.number)], NULL))
               || setweight(cst_text(t.subject), 'A')
               || setweight(cst_text(concat_ws(' ', t.number, t.serial, t.requester_address)), 'B')
               || setweight(cst_text(c.number), 'C') || setweight(cst_text(m.said), 'C')
               || setweight(cst_text(m.noted), 'D') || setweight(cst_text(m.names), 'B')
           FROM tickets_ticket t LEFT JOIN tickets_vendorcase c ON c.ticket_id = t.id, LATERAL (
               SELECT coalesce(string_agg(m.body, ' ') FILTER (WHERE NOT m.internal), '') said,
                   coalesce(string_agg(m.body, ' ') FILTER (WHERE m.internal), '') noted,
                   string_agg(DISTINCT m.author_name || coalesce(' ' || a.name, ''), ' ') names
               FROM tickets_message m LEFT JOIN tickets_attachment a ON a.message_id = m.id WHERE m.ticket_id = t.id) m
           WHERE t.id > %s""",
        [last],
    )
