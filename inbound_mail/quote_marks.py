"""How mail programs mark what is not new in a reply: attributions, header blocks, separators, signatures.

Patterns only; `quoting` decides what they mean. Lines are compared after `plain`, so that a no-break space before
a colon, a bold `*De :*` of a converted HTML mail or an escaped `&lt;` makes no difference.
"""

import re

from tickets.picture_words import WORDS

_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", " "), ("&amp;", "&"))
# Folding long lines into a header costs; no mark of a mail program is longer.
MARK_LENGTH = 400


def plain(line: str) -> str:
    """A line for comparisons: usual spaces, no invisible signs, straight apostrophes, trimmed."""
    line = _UNSEEN.sub("", _SPACES.sub(" ", line[:2_000])).replace("\u2019", "'")
    if "&" in line:
        for entity, sign in _ENTITIES:
            line = line.replace(entity, sign)
    return line.strip()


_TIME = r"\d{1,2}\s?(?:[:hH.]\s?\d{2}|h\b|[ap]\.?m\b)"
_ADDRESS = r"[^\s<>@]{1,100}@[^\s<>@]{1,200}"
# "Le … a écrit :" and its kin. The verb ends the line; what makes it an attribution is checked in `is_attribution`.
_WROTE = re.compile(
    r"(?:a écrit|a ecrit|a répondu|avez écrit|wrote|writes|schrieb(?: .{1,120})?|schreef(?: .{1,120})?|ha scritto|"
    r"escribió|escreveu|napisał(?:\(a\))?|írta|kirjoitti|skrev(?: .{1,120})?|написал\(?а?\)?)"
    r"\s*(?::|-{2,4}|:\s*-{2,4})?$",
    re.IGNORECASE,
)
_ATTRIBUTION_START = re.compile(
    r"(?:-{2,4}\s*)?(?:(?:Le|On|Am|El|Il|Op|Em|Den|Dnia|W dniu|In data|Il giorno|En date de :)(?!\w)|"
    r"(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[a-zé]*[.,]? |(?:ma|ti|ke|to|pe|la|su|tir|man|ons|tor|"
    r"fre|lør|søn|пн|вт|ср|чт|пт|сб|вс)[.,]? |\d{1,4}[-./:]\d{1,2})",
    re.IGNORECASE,
)
_PERSON_WROTE = re.compile(
    rf"[^.!?]{{0,120}}<{_ADDRESS}>\s*(?:a écrit|wrote)(?: le .{{1,60}}| on .{{1,60}})?\s*:$", re.IGNORECASE
)
_TIME_OF_DAY = re.compile(_TIME)
_BRACKETED_ADDRESS = re.compile(rf"<{_ADDRESS}>")
_BRACKETED_ADDRESS_LAST = re.compile(r"[<(\[]\s?[^\s<>@]{1,100}@[^\s<>@]{1,200}\s?[>)\]]\s*:$")
# Horde and old webmails.
_QUOTING = re.compile(
    rf"(?:Quoting|Citation de|Selon|En réponse à) [^.!?]{{0,120}}<?{_ADDRESS}>?\s*:$", re.IGNORECASE
)
_PERSON_WROTE_ON = re.compile(r"[^.!?]{1,80} (?:a écrit le|wrote on) .{0,20}\d.{0,50}:$", re.IGNORECASE)
# Yahoo's application runs the heading and the first words that it quotes into one line.
_RUN_IN = re.compile(
    rf".{{1,80}}?{_TIME}.{{0,100}}<{_ADDRESS}> ?(?:a écrit|wrote) ?: {{2,}}\S", re.IGNORECASE
)
_YOU_WROTE = re.compile(r"(?:you wrote|vous avez écrit|tu as écrit)\s*:$", re.IGNORECASE)
_HAS_TIME_OR_ADDRESS = re.compile(rf"{_TIME}|{_ADDRESS}")
_HAS_DATE = re.compile(r"\d")


def is_attribution(line: str, quote_follows: bool) -> bool:
    """Whether a `plain` line (up to four joined) says who wrote what follows, and when.

    Without quote signs after it, a sentence of the author's could look alike: then it must name a time or an address.
    """
    if len(line) > MARK_LENGTH or not line:
        return False
    if _PERSON_WROTE.match(line) or _QUOTING.match(line):
        return True
    if quote_follows and (_PERSON_WROTE_ON.match(line) or _is_foreign_attribution(line)):
        return True
    if not _ATTRIBUTION_START.match(line):
        return False
    if _RUN_IN.match(line):
        return True
    if _WROTE.search(line):
        if not _HAS_DATE.search(line):
            return False
        return quote_follows or bool(_HAS_TIME_OR_ADDRESS.search(line) or _YOU_WROTE.search(line))
    return bool(_TIME_OF_DAY.search(line) and _BRACKETED_ADDRESS_LAST.search(line))


def may_start_attribution(line: str) -> bool:
    """Whether an attribution could begin on this `plain` line; cheap, for every line of a mail."""
    if _ATTRIBUTION_START.match(line):
        return True
    if not line.endswith((":", "\uff1a")):
        return False
    return bool(
        _PERSON_WROTE.match(line)
        or _QUOTING.match(line)
        or _PERSON_WROTE_ON.match(line)
        or _is_foreign_attribution(line)
    )


def _is_foreign_attribution(line: str) -> bool:
    """An address, a time and a colon at the end, in whatever language; only quoted lines under it make it certain."""
    return len(line) <= MARK_LENGTH and bool(
        line.endswith((":", "\uff1a")) and _TIME_OF_DAY.search(line) and _BRACKETED_ADDRESS.search(line)
    )


_LABELS = {
    "from": "De|From|Von|Van|Da|Fra|Från|Lähettäjä|Od|Expéditeur|Emetteur|Émetteur",
    "sent": "Envoyé|Envoyé le|Envoye|Envoyée|Date|Sent|Date d'envoi|Gesendet|Datum|Verzonden|Inviato|Enviado|"
    "Enviado el|Sendt|Dato|Skickat|Message du|Reçu|Data",
    "to": "À|A|Pour|To|An|Aan|Para|Til|Till|Destinataire|Destinataires|À l'attention de",
    "cc": "Cc|Copie|Copie à|Cci|Bcc|Kopie|CC|Copie cachée|Répondre à|Reply-To|Importance|Priorité",
    "subject": "Objet|Sujet|Subject|Betreff|Onderwerp|Oggetto|Asunto|Assunto|Emne|Ämne|Temat",
}
_LABEL_KIND = {name.casefold(): kind for kind, names in _LABELS.items() for name in names.split("|")}
_LABEL = re.compile(
    r"[*_]{0,2}("
    + "|".join(sorted((re.escape(name) for name in _LABEL_KIND), key=len, reverse=True))
    + r")\s?"
    r"[*_]{0,2}\s?:[*_]{0,2}\s*(.*)",
    re.IGNORECASE,
)
_INNER_SUBJECT = re.compile(r"\S (?:Objet|Subject|Sujet)\s?:", re.IGNORECASE)


def label(line: str) -> tuple[str, str] | None:
    """The kind of header label ("from", "sent", "to", "cc", "subject") a `plain` line starts with, and its value."""
    match = _LABEL.match(line)
    if match is None or len(line) > MARK_LENGTH * 4:
        return None
    return _LABEL_KIND[match[1].casefold()], match[2]


def holds_subject(line: str) -> bool:
    """Samsung and others put two labels on one line: `À : a@b.fr Objet : …`."""
    return bool(_INNER_SUBJECT.search(line))


_ORIGINAL = (
    r"messages? d'origine|message original|message initial|mail original|e-?mail original|courriel original|"
    r"courrier original|message précédent|message transf[ée]r[ée]|mail transf[ée]r[ée]|courriel transf[ée]r[ée]|"
    r"message réexpédié|message suivi|original messages?|original e?mail|forwarded messages?|reply message|"
    r"original appointment|rendez-vous d'origine|ursprüngliche nachricht|weitergeleitete nachricht|oprindelig besked|"
    r"oorspronkelijk bericht|messaggio originale|mensaje original|mensagem original"
)
_ORIGINAL_MESSAGE = re.compile(
    # Samsung's plain text runs the mark and the header block into one line.
    rf"(?:[-_=*]{{2,}}\s*(?:{_ORIGINAL})\s*:?\s*(?:[-_=*]{{2,}}\s*(?:(?:De|From)\s?:.*)?)?"
    r"|Début du (?:message|courriel|mail) (?:transféré|réexpédié)\s*:|Begin forwarded message\s*:"
    rf"|(?:{_ORIGINAL})\s*[-_=*]{{2,}})",
    re.IGNORECASE,
)
_ABOVE_THIS_LINE = re.compile(
    r"[\W_]*(?:veuillez |merci de |please )?(?:répondre|répondez|reply|type your reply|écrivez|écrire)\b.{0,40}"
    r"(?:au-dessus|above)\b.{0,30}\b(?:ligne|line)[\W_]*",
    re.IGNORECASE,
)
_RULE = re.compile(r"(?:[_*=]{4,}|-{3,}|—{2,}|–{3,})")


def is_original_message_mark(line: str) -> bool:
    """`-------- Message d’origine --------` and kin, also the line above which a helpdesk asks to answer."""
    return len(line) <= MARK_LENGTH and bool(
        _ORIGINAL_MESSAGE.fullmatch(line) or _ABOVE_THIS_LINE.fullmatch(line)
    )


def is_rule(line: str) -> bool:
    """A line of underscores, dashes or equal signs: belongs to the history when the history follows."""
    return bool(_RULE.fullmatch(line))


_DEVICE = (
    r"i?phone|ipad|ipod|iphone|android|blackberry|galaxy|samsung|huawei|honor|xiaomi|redmi|oppo|oneplus|pixel|wiko|nokia|"
    r"sony|xperia|mobile|portable|smartphone|téléphone|tablette|tablet|phone|windows|outlook|mail|courrier|yahoo|aol|"
    r"gmail|proton|protonmail|thunderbird|bluemail|typeapp|spark|nine|zimbra|orange|free|sfr|laposte|tutanota|"
    r"infomaniak|mailo|webmail|apple|mac|canary|k-9|fairemail"
)
_SENT_FROM = re.compile(
    r"[*_]{0,2}(?:envoy[ée]e?|sent|gesendet|enviado|inviato|verzonden|télétransmis) (?:de|d'|depuis|"
    r"à partir de|à partir d'|à l'aide de|avec|via|par|from|with|using|by|von|mit|desde|da|vanaf|vanuit|"
    r"met|con|com|från|fra)\b\s*(.{1,80})",
    re.IGNORECASE,
)
_GET_OUTLOOK = re.compile(
    r"(?:get|obtenez|obtenir|téléchargez|télécharger|download) (?:outlook|yahoo|proton|spark|bluemail|typeapp)\b"
    r".{0,80}|(?:provenance|sent from)\s?: (?:courrier|mail).{0,60}",
    re.IGNORECASE,
)
_DEVICE_WORD = re.compile(rf"\b(?:{_DEVICE})\b", re.IGNORECASE)
_LINK = re.compile(r"<?https?://[^\s<>]+>?|\[[^\]]*\]|<mailto:[^<>]+>")


def is_mobile_signature(line: str) -> bool:
    """« Envoyé de mon iPhone », « Envoyé à partir de Outlook pour iOS », "Sent from my …", "Get Outlook for iOS"."""
    line = _LINK.sub("", line).strip(" *_")
    if len(line) > 120:
        return False
    if _GET_OUTLOOK.fullmatch(line):
        return True
    match = _SENT_FROM.fullmatch(line)
    if match is None:
        return False
    if _DEVICE_WORD.search(match[1]):
        # A sentence of the author's may begin alike: "Envoyé depuis mon poste portable, le fichier n’arrive pas."
        head = match[1].split(",")[0].split(". ")[0]
        return bool(_DEVICE_WORD.search(head)) and len(head.split()) <= 8 and not _VERB.search(match[1])
    return len(match[1].split()) <= 6 and not re.search(r"[,.;:!?]", match[1])


_VERB = re.compile(
    r"\b(?:est|sont|a été|ne|n'|pas|is|was|are|not|but|mais|fonctionne|marche|arrive|reçu)\b", re.IGNORECASE
)
_SIGNATURE_MARK = re.compile(r"--\s?|—|––|—{2,}|_{2,4}")


def is_signature_mark(line: str) -> bool:
    """The line that opens a signature: `-- ` (RFC 3676) and its look-alikes."""
    return bool(_SIGNATURE_MARK.fullmatch(line))


_CONTACT = re.compile(
    rf"{_ADDRESS}|https?://|\bwww\.|(?:\+\d|\b0\d)[\d .()-]{{6,}}|^@\w+$|"
    r"^(?:t[ée]l|tel|mob|mobile|fax|port|std|standard|ligne directe|email|mail|e-mail|web|site)\b.{0,3}[:.]",
    re.IGNORECASE,
)
_NAME_WORD = r"(?:[A-ZÀ-Þ][\w'.-]*|de|du|des|la|le|von|van|et|at|of|chez|en|à|&|[-–|/,])"
_NAME = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD}){{0,9}}")
_ANSWERS_INSIDE = re.compile(
    r"\b(?:réponses?|commentaires?|remarques?|précisions|answers?|comments?|replies)\b.{0,40}"
    r"\b(?:ci-dessous|ci-après|en (?:rouge|bleu|vert|gras|couleur)|dans (?:le texte|le corps|votre (?:mail|message))|"
    r"below|inline|in (?:red|blue|green|line))\b|\b(?:see|answered|answers) (?:inline|in line)\b|"
    r"\b(?:voir|cf|réponds|répondu|ajouté|complété|annoté)\b.{0,40}\b(?:en (?:rouge|bleu|vert|gras|couleur)|"
    r"dans (?:le corps|le texte|le fil|votre (?:mail|message))|sous (?:vos|tes|chaque) questions?|en ligne)\b|"
    r"\b(?:j'ai répondu|je (?:vous |te )?réponds)\b.{0,40}\bci-dessous\b|\ben ligne ci-dessous\b",
    re.IGNORECASE,
)


def announces_answers_inside(line: str) -> bool:
    """« Mes réponses en rouge ci-dessous », "see my comments inline"."""
    return bool(_ANSWERS_INSIDE.search(line))


def is_sentence(line: str) -> bool:
    """Words that somebody meant to be read, where a signature would have a name, a title or a number."""
    return len(line) > 60 or line.endswith(("?", "!", ":")) or (line.endswith(".") and len(line.split()) > 4)


def is_contact_line(line: str) -> bool:
    """Something only a signature says: an address, a number, a site, a name or a title in capitals."""
    if len(line) > 100:
        return False
    if WORDS.fullmatch(line):  # a logo
        return True
    return holds_contact(line) or (len(line) <= 60 and bool(_NAME.fullmatch(line)))


def holds_contact(line: str) -> bool:
    """An address, a telephone number, a site."""
    return bool(_CONTACT.search(line))
