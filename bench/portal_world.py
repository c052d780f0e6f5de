"""A portal that has been in use for years: 100,000 tickets, half of them in sight of one reseller's manager.

Rows are made by statements over series, with no trigger and no foreign key checked; what triggers keep is computed anew
at the end.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bench.database import progress

TICKETS, MESSAGES_EACH, DEVICES, CONTRACTS, CUSTOMERS, PEOPLE = 100_000, 3, 5_000, 500, 400, 200
NOTES, LONG_THREAD, AT_A_TIME = 300, 30, 10_000
READER = "jean.petit@reseau-plus.example"
# In one subject of a hundred, and in one of two.
RARE_WORD, COMMON_WORD = "chassis", "tunnel"

SUBJECTS = (
    "Le tunnel IPsec vers le site de Lille tombe",
    "Tunnel SSL instable depuis la mise à jour",
    "Le tunnel ne remonte pas après une coupure",
    "Une borne Wi-Fi ne s’associe plus au contrôleur",
    "Le port 24 du commutateur flappe",
    "Perte de paquets entre deux VLAN",
)
_BODY = (
    "Bonjour, depuis ce matin le pare-feu de notre client ne répond plus sur l’interface d’administration ; "
    "les utilisateurs n’accèdent plus à l’application métier hébergée au siège. Nous avons déjà redémarré "
    "l’équipement, vérifié le câblage et remplacé l’alimentation, sans amélioration."
)


def fill(now: datetime) -> str:
    """Make the rows, with progress on stderr; the number of a ticket with a long thread."""
    from django.db import connection

    model = model_ticket(now)
    with connection.cursor() as cursor:
        organisations(cursor)
        shelf(cursor)
        cursor.execute("SET session_replication_role = replica")
        for start in range(0, TICKETS, AT_A_TIME):
            _tickets(cursor, model.pk, start, now)
            progress(start + AT_A_TIME, TICKETS, "tickets")
        _conversations(cursor, model.pk)
        cursor.execute("SET session_replication_role = DEFAULT")
    notes(now)
    _search_rows()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return str(model.number)


def model_ticket(now: datetime) -> Any:
    """The ticket that all others are copies of, with a long conversation of its own."""
    from contracts.models import Channel
    from cst.demo import cast
    from tickets.actions.opening import Request, open_ticket
    from tickets.actions.replying import Words, reply

    at = now - timedelta(days=3)
    reader, engineer = cast.person(READER), cast.person("claire.martin@exer.example")
    ticket = open_ticket(
        Request(
            requester=reader,
            channel=Channel.WEB,
            subject="Le cœur de réseau redémarre",
            body=_BODY,
            submission_key="bench:model",
            received_at=at,
            serial="FG100F-PREM-0001",
            severity=1,
        ),
        at=at,
    )
    for turn in range(LONG_THREAD):
        author, when = (engineer, reader)[turn % 2], at + timedelta(minutes=10 * (turn + 1))
        words = Words(author, _BODY, Channel.WEB, f"bench:model:{turn}", when)
        reply(ticket, words, at=when)
    return ticket


def organisations(cursor: Any) -> None:
    """The reader's end customers and colleagues, and two hundred other resellers."""
    cursor.execute(
        """INSERT INTO accounts_organisation (name, kind, reseller_id, phone, created_at)
           SELECT 'Client ' || i, 'end_customer', reseller.id, '', now()
           FROM generate_series(1, %s) i, accounts_organisation reseller WHERE reseller.name = 'Réseau Plus'
           UNION ALL SELECT 'Revendeur ' || i, 'reseller', NULL, '', now() FROM generate_series(1, 200) i""",
        [CUSTOMERS],
    )
    cursor.execute(
        """INSERT INTO accounts_user (password, is_superuser, email, full_name, phone, organisation_id, role, language,
               time_zone, mail_scope, mail_pace, is_active, is_staff, is_program, date_joined)
           SELECT '', false, 'collegue' || i || '@reseau-plus.example', 'Camille Durand ' || i, '', id, 'member', 'fr',
               'Europe/Paris', 'mine', 'each', true, false, false, now()
           FROM generate_series(1, %s) i, accounts_organisation WHERE name = 'Réseau Plus'""",
        [PEOPLE],
    )


def shelf(cursor: Any) -> None:
    """The reader's devices, ten on a contract, the contracts shared among its customers; a few of them end soon."""
    cursor.execute(
        """INSERT INTO contracts_device (serial, product_id, installed_version, site)
           SELECT 'FG100FTK' || lpad(i::text, 8, '0'), product_id, installed_version, 'Baie ' || i
           FROM generate_series(1, %s) i, contracts_device WHERE serial = 'FG100F-PREM-0001'""",
        [DEVICES],
    )
    own = {
        "number": "'BENCH-' || i",
        "end_customer_id": "(SELECT id FROM accounts_organisation WHERE name = 'Client ' || 1 + i % %s)",
        "ends_on": "model.ends_on + (i - 240) % 200",
    }
    copy_row(cursor, "contracts", "Contract", own, "number = 'EX-2024-0117'", CONTRACTS, [CUSTOMERS])
    cursor.execute(
        """INSERT INTO contracts_contractline (contract_id, device_id) SELECT contract.id, device.id
           FROM (SELECT id, row_number() OVER (ORDER BY id) n FROM contracts_device
               WHERE serial LIKE 'FG100FTK%%') device
           JOIN contracts_contract contract ON contract.number = 'BENCH-' || 1 + device.n %% %s""",
        [CONTRACTS],
    )


def _tickets(cursor: Any, model: int, start: int, now: datetime) -> None:
    """Copies of the model, one every five minutes back from now; half of them the reader's or its customers'."""
    customer = "(SELECT id FROM accounts_organisation WHERE name = 'Client ' || 1 + i % 400)"
    other = "(SELECT id FROM accounts_organisation WHERE name = 'Revendeur ' || 1 + i % 200)"
    serial = "'FG100FTK' || lpad((1 + i % 5000)::text, 8, '0')"
    received = "%s::timestamptz - i * interval '5 minutes'"
    status = (
        "(ARRAY['new','open','waiting_customer','at_vendor','resolved','closed'])"
        "[CASE WHEN i < 3000 THEN 1 + i % 5 ELSE 6 END]"
    )
    own = {
        "number": "'CST-2025-' || lpad(i::text, 6, '0')",
        "submission_key": "'bench:' || i",
        "subject": f"(ARRAY[{', '.join(['%s'] * len(SUBJECTS))}])[1 + i % {len(SUBJECTS)}]"
        f" || CASE WHEN i % 100 = 7 THEN ' du {RARE_WORD} ' || i ELSE '' END",
        "organisation_id": f"CASE i % 4 WHEN 0 THEN model.organisation_id WHEN 1 THEN {customer} ELSE {other} END",
        "reseller_id": f"CASE WHEN i % 4 < 2 THEN model.reseller_id ELSE {other} END",
        "serial": serial,
        "device_id": f"(SELECT id FROM contracts_device WHERE serial = {serial})",  # noqa: S608
        "severity": "1 + i % 4",
        "status": status,
        "received_at": received,
        "updated_at": received,
        "waiting_since": received,
        "queue_rank": "NULL",
        "queue_key": "NULL",
        "next_alert_at": "NULL",
    }
    values: list[object] = [*SUBJECTS, now, now, now]
    copy_row(cursor, "tickets", "Ticket", own, f"id = {model}", AT_A_TIME, values, start=start)


def _conversations(cursor: Any, model: int) -> None:
    """Three messages and two events on each copy, and a file on one in five."""
    cursor.execute(
        """INSERT INTO tickets_message (id, ticket_id, author_id, author_name, author_address, by_centre, internal,
               automatic, channel, body, quoted, sent_at, mail_message_id, submission_key)
           SELECT gen_random_uuid(), ticket.id, NULL, 'Camille Durand', 'camille@client.example', turn = 2, false,
               false, 'web', %s, '', ticket.received_at + turn * interval '1 hour', '',
               'bench:' || ticket.id || ':' || turn
           FROM tickets_ticket ticket, generate_series(1, %s) turn WHERE ticket.submission_key LIKE 'bench:%%'
               AND ticket.submission_key <> 'bench:model'""",
        [_BODY, MESSAGES_EACH],
    )
    cursor.execute(
        """INSERT INTO tickets_event (ticket_id, kind, actor_id, at, status, data)
           SELECT ticket.id, event.kind, event.actor_id, ticket.received_at, event.status, event.data
           FROM tickets_ticket ticket, tickets_event event
           WHERE ticket.submission_key LIKE 'bench:%%' AND ticket.submission_key <> 'bench:model'
               AND event.id IN (SELECT min(id) FROM tickets_event WHERE ticket_id = %s
                   AND kind IN ('opened', 'customer_replied') GROUP BY kind)""",
        [model],
    )
    cursor.execute(
        """INSERT INTO tickets_attachment (id, name, category, content_type, size, sha256, encrypted, file, created_at,
               message_id, content_id, inline)
           SELECT gen_random_uuid(), 'journal-' || row_number() OVER () || '.txt', 'report', 'text/plain', 1000, '',
               false, 'nowhere', sent_at, id, '', false
           FROM tickets_message WHERE submission_key LIKE 'bench:%0:1'"""
    )


def copy_row(
    cursor: Any,
    app: str,
    model: str,
    own: dict[str, str],
    which: str,
    count: int,
    values: list[Any],
    *,
    start: int = 0,
) -> None:
    """`count` copies of one row of a model, with the columns in `own` computed from `i`; `values` fill its places in
    the order of the model's columns.
    """
    from django.apps import apps

    meta = apps.get_model(app, model)._meta
    columns = [
        str(field.column)
        for field in meta.concrete_fields
        if not field.primary_key and not getattr(field, "generated", False)
    ]
    # What is no place of a value is doubled, as a statement with values wants it.
    chosen = [
        own.get(column, f"model.{column}").replace("%", "%%").replace("%%s", "%s") for column in columns
    ]
    cursor.execute(
        f"""INSERT INTO {meta.db_table} ({", ".join(columns)}) SELECT {", ".join(chosen)}
            FROM {meta.db_table} model, generate_series({start + 1}, {start + count}) i WHERE model.{which}""",  # noqa: S608
        values,
    )


def notes(now: datetime) -> None:
    """Published notes, a third of them on the product of all the devices."""
    from contracts.models import Product
    from knowledge.models import Note, NoteProduct

    rows = Note.objects.bulk_create(
        Note(
            slug=f"note-{number}",
            title=f"{SUBJECTS[number % len(SUBJECTS)]}, cas {number}",
            text=f"# Symptôme\n\n{_BODY}\n\n# Que faire\n\n{_BODY}",
            status=Note.Status.PUBLISHED,
            published_at=now - timedelta(days=number),
        )
        for number in range(NOTES)
    )
    product = Product.objects.get(name="FortiGate 100F")
    NoteProduct.objects.bulk_create(NoteProduct(note=row, product=product) for row in rows[::3])


def _search_rows() -> None:
    """What is found of each ticket, as the triggers would have kept it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tickets_ticketwords (ticket_id, words) SELECT id, cst_ticket_words(id) FROM tickets_ticket"
            " ON CONFLICT (ticket_id) DO UPDATE SET words = EXCLUDED.words"
        )
