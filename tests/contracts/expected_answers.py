"""What the charter answers to everybody about every product, by hand: the tables of test_every_combination.py.

A line reads: the rule, the product of shelf.py, then the answer to an incident by mail, web and phone, to a remote
session by the same, and to assistance with and without PS credit, whatever the channel.
"""

from __future__ import annotations

ANSWERS = {
    "yes": ("accepted", "covered"),
    "by-mail": ("redirected", "channel_not_included"),
    "reseller": ("redirected", "contact_your_reseller"),
    "credit": ("redirected", "no_ps_credit"),
    "ended": ("refused", "contract_expired"),
    "early": ("refused", "contract_not_started"),
    "removed": ("refused", "product_not_in_catalogue"),
    "support": ("refused", "product_end_of_support"),
    "version": ("refused", "version_not_supported"),
    "premium": ("refused", "remote_session_needs_premium"),
    "unknown": ("to_check", "product_unknown"),
    "which": ("to_check", "product_to_identify"),
    "who": ("to_check", "requester_unknown"),
}

RESELLER = """
                                    | incident                | remote session          | assistance
                                    | mail    web     phone   | mail    web     phone   | credit  none
CH-II.1 Premium in force            | yes     yes     yes     | yes     yes     yes     | yes     credit
CH-0    Premium ended yesterday     | ended   ended   ended   | ended   ended   ended   | yes     credit
CH-0    Premium from tomorrow       | early   early   early   | early   early   early   | yes     credit
CH-0    Premium to today            | yes     yes     yes     | yes     yes     yes     | yes     credit
CH-0    Premium from today          | yes     yes     yes     | yes     yes     yes     | yes     credit
CH-IV.1 Premium out of catalogue    | removed removed removed | removed removed removed | yes     credit
CH-IV.1 Premium support over        | support support support | support support support | yes     credit
CH-IV.1 Premium old version         | version version version | version version version | yes     credit
CH-II.1 Standard in force           | yes     by-mail by-mail | premium premium premium | yes     credit
CH-0    Standard ended yesterday    | ended   ended   ended   | ended   ended   ended   | yes     credit
CH-0    Standard from tomorrow      | early   early   early   | early   early   early   | yes     credit
CH-0    Standard to today           | yes     by-mail by-mail | premium premium premium | yes     credit
CH-0    Standard from today         | yes     by-mail by-mail | premium premium premium | yes     credit
CH-IV.1 Standard out of catalogue   | removed removed removed | removed removed removed | yes     credit
CH-IV.1 Standard support over       | support support support | support support support | yes     credit
CH-IV.1 Standard old version        | version version version | version version version | yes     credit
CH-0    another's                   | unknown unknown unknown | unknown unknown unknown | yes     credit
CH-0    unknown serial              | unknown unknown unknown | unknown unknown unknown | yes     credit
CH-0    none given                  | which   which   which   | which   which   which   | yes     credit
"""

# A reseller passes its end customer's request on (CH-II.2): the channel by which it came does not count.
PASSING_ON = """
                                    | incident                | remote session          | assistance
                                    | mail    web     phone   | mail    web     phone   | credit  none
CH-II.2 Premium in force            | yes     yes     yes     | yes     yes     yes     | yes     credit
CH-II.2 Standard in force           | yes     yes     yes     | premium premium premium | yes     credit
CH-II.2 Standard to today           | yes     yes     yes     | premium premium premium | yes     credit
CH-0    Standard ended yesterday    | ended   ended   ended   | ended   ended   ended   | yes     credit
CH-0    Standard from tomorrow      | early   early   early   | early   early   early   | yes     credit
CH-IV.1 Standard out of catalogue   | removed removed removed | removed removed removed | yes     credit
CH-IV.1 Standard support over       | support support support | support support support | yes     credit
CH-IV.1 Standard old version        | version version version | version version version | yes     credit
CH-0    another's                   | unknown unknown unknown | unknown unknown unknown | yes     credit
CH-0    none given                  | which   which   which   | which   which   which   | yes     credit
"""

PREMIUM_CUSTOMER = """
                                    | incident                | remote session          | assistance
                                    | mail    web     phone   | mail    web     phone   | credit  none
CH-II.2 Premium in force            | yes     yes     yes     | yes     yes     yes     | yes     credit
CH-0    Premium ended yesterday     | ended   ended   ended   | ended   ended   ended   | yes     credit
CH-0    Premium from tomorrow       | early   early   early   | early   early   early   | yes     credit
CH-0    Premium to today            | yes     yes     yes     | yes     yes     yes     | yes     credit
CH-0    Premium from today          | yes     yes     yes     | yes     yes     yes     | yes     credit
CH-IV.1 Premium out of catalogue    | removed removed removed | removed removed removed | yes     credit
CH-IV.1 Premium support over        | support support support | support support support | yes     credit
CH-IV.1 Premium old version         | version version version | version version version | yes     credit
CH-0    Standard in force           | unknown unknown unknown | unknown unknown unknown | yes     credit
CH-0    another's                   | unknown unknown unknown | unknown unknown unknown | yes     credit
CH-0    unknown serial              | unknown unknown unknown | unknown unknown unknown | yes     credit
CH-0    none given                  | which   which   which   | which   which   which   | yes     credit
"""

STANDARD_CUSTOMER = """
                                    | incident                   | remote session             | assistance
                                    | mail     web      phone    | mail     web      phone    | credit  none
CH-II.2 Standard in force           | reseller reseller reseller | reseller reseller reseller | yes     credit
CH-0    Standard ended yesterday    | ended    ended    ended    | ended    ended    ended    | yes     credit
CH-0    Standard from tomorrow      | early    early    early    | early    early    early    | yes     credit
CH-II.2 Standard to today           | reseller reseller reseller | reseller reseller reseller | yes     credit
CH-II.2 Standard from today         | reseller reseller reseller | reseller reseller reseller | yes     credit
CH-II.2 Standard out of catalogue   | reseller reseller reseller | reseller reseller reseller | yes     credit
CH-II.2 Standard support over       | reseller reseller reseller | reseller reseller reseller | yes     credit
CH-II.2 Standard old version        | reseller reseller reseller | reseller reseller reseller | yes     credit
CH-0    Premium in force            | unknown  unknown  unknown  | unknown  unknown  unknown  | yes     credit
CH-0    another's                   | unknown  unknown  unknown  | unknown  unknown  unknown  | yes     credit
CH-0    unknown serial              | unknown  unknown  unknown  | unknown  unknown  unknown  | yes     credit
CH-0    none given                  | which    which    which    | which    which    which    | yes     credit
"""

# The centre sees every product; PS is on the credit of the reseller that has it, so none without a product.
CENTRE = """
                                    | incident                | remote session          | assistance
                                    | mail    web     phone   | mail    web     phone   | credit  none
CH-II.1 Premium in force            | yes     yes     yes     | yes     yes     yes     | yes     credit
CH-0    Premium ended yesterday     | ended   ended   ended   | ended   ended   ended   | yes     credit
CH-0    Premium from tomorrow       | early   early   early   | early   early   early   | yes     credit
CH-0    Premium to today            | yes     yes     yes     | yes     yes     yes     | yes     credit
CH-0    Premium from today          | yes     yes     yes     | yes     yes     yes     | yes     credit
CH-IV.1 Premium out of catalogue    | removed removed removed | removed removed removed | yes     credit
CH-IV.1 Premium support over        | support support support | support support support | yes     credit
CH-IV.1 Premium old version         | version version version | version version version | yes     credit
CH-II.1 Standard in force           | yes     by-mail by-mail | premium premium premium | yes     credit
CH-0    Standard ended yesterday    | ended   ended   ended   | ended   ended   ended   | yes     credit
CH-0    Standard from tomorrow      | early   early   early   | early   early   early   | yes     credit
CH-0    Standard to today           | yes     by-mail by-mail | premium premium premium | yes     credit
CH-0    Standard from today         | yes     by-mail by-mail | premium premium premium | yes     credit
CH-IV.1 Standard out of catalogue   | removed removed removed | removed removed removed | yes     credit
CH-IV.1 Standard support over       | support support support | support support support | yes     credit
CH-IV.1 Standard old version        | version version version | version version version | yes     credit
CH-II.1 another's                   | yes     yes     yes     | yes     yes     yes     | yes     credit
CH-0    unknown serial              | unknown unknown unknown | unknown unknown unknown | credit  credit
CH-0    none given                  | which   which   which   | which   which   which   | credit  credit
"""

NOBODY = """
                                    | incident                | remote session          | assistance
                                    | mail    web     phone   | mail    web     phone   | credit  none
CH-II.1 Premium in force            | who     who     who     | who     who     who     | who     who
CH-II.1 Premium ended yesterday     | who     who     who     | who     who     who     | who     who
CH-II.1 Standard in force           | who     who     who     | who     who     who     | who     who
CH-II.1 Standard out of catalogue   | who     who     who     | who     who     who     | who     who
CH-II.1 another's                   | who     who     who     | who     who     who     | who     who
CH-II.1 unknown serial              | who     who     who     | who     who     who     | who     who
CH-II.1 none given                  | who     who     who     | who     who     who     | who     who
"""

# Who is answered by which table; the words are those of shelf.askers.
TABLES = {
    "manager": RESELLER,
    "member": RESELLER,
    "manager's address": RESELLER,
    "reseller on the phone": RESELLER,
    "reseller passing on": PASSING_ON,
    "Premium customer": PREMIUM_CUSTOMER,
    "Premium customer on the phone": PREMIUM_CUSTOMER,
    "Standard customer": STANDARD_CUSTOMER,
    "Standard customer on the phone": STANDARD_CUSTOMER,
    "engineer": CENTRE,
    "stranger": NOBODY,
    "inactive person": NOBODY,
    "inactive person's address": NOBODY,
    "person of no organisation": NOBODY,
}

# The rules that open a covered request, by what is asked.
COVERED_RULES = {
    "incident": ("CH-II.1", "CH-III.1"),
    "remote_session": ("CH-II.1", "CH-III.1", "CH-III.3"),
    "assistance": ("CH-IV.2", "CH-PS"),
}
COVERED_RULES_OF_END_CUSTOMERS = {
    "incident": ("CH-II.2", "CH-III.1"),
    "remote_session": ("CH-II.2", "CH-III.1", "CH-III.3"),
    "assistance": ("CH-IV.2", "CH-PS"),
}
COVERED_RULES_PASSING_ON = {
    "incident": ("CH-II.2",),
    "remote_session": ("CH-II.2", "CH-III.3"),
    "assistance": ("CH-IV.2", "CH-PS"),
}

# Answer: the rules, then the next step, its code and its words.
SAID = {
    "by-mail": (("CH-III.1",), "write_mail", "Écrire à support@exer.fr"),
    "reseller": (("CH-II.2",), "pass_to_reseller", "Transmettre ma demande à Réseau Plus"),
    "credit": (("CH-IV.2", "CH-PS"), "contact_sales", "Demander un devis à votre commercial"),
    "ended": (("CH-0",), "contact_sales", "Demander le renouvellement à votre commercial"),
    "early": (("CH-0",), "wait", "Attendre le début du contrat"),
    "removed": (("CH-IV.1",), "contact_sales", "Parler du remplacement à votre commercial"),
    "support": (("CH-IV.1",), "contact_sales", "Parler du remplacement à votre commercial"),
    "version": (("CH-IV.1",), "update", "Mettre d’abord à jour en 7.0"),
    "premium": (("CH-III.3",), "contact_sales", "Demander l’option Premium à votre commercial"),
    "unknown": (
        ("CH-0", "CH-IV.1"),
        "check_serial",
        "Vérifier le numéro, ou envoyer la demande à vérifier",
    ),
    "which": (
        ("CH-0", "CH-III.2"),
        "give_serial",
        "Indiquer le numéro de série, ou envoyer la demande à qualifier",
    ),
    "who": (
        ("CH-II.1", "CH-II.2"),
        "wait",
        "Attendre la réponse d’un ingénieur, ou écrire depuis une adresse connue",
    ),
}
# An end customer is sent to its reseller where the others are sent to sales.
SAID_TO_END_CUSTOMERS = {
    **SAID,
    "credit": (("CH-IV.2", "CH-PS"), "contact_reseller", "Contacter votre revendeur"),
    "ended": (("CH-0",), "contact_reseller", "Demander le renouvellement à votre revendeur"),
    "removed": (("CH-IV.1",), "contact_reseller", "Parler du remplacement à votre revendeur"),
    "support": (("CH-IV.1",), "contact_reseller", "Parler du remplacement à votre revendeur"),
}
