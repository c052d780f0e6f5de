"""The new part of a reply, and the rest (quotes and signatures), which is folded and never deleted.

What the author wrote comes first: answers between quoted lines keep the quotes that they answer, and a cut that
would leave nothing is not made (../docs/rules/reading-mail.md).
"""

from dataclasses import dataclass

from inbound_mail import quote_marks as marks

_ATTRIBUTION_LINES = 4
_HEADER_BLOCK_LINES = 14
_SIGNATURE_LINES = 12
_LOOSE_SIGNATURE_LINES = 8
# Blank lines included: where the foot of a mail, and so its signature, may begin.
_FOOT_LINES = 40
_UNANNOUNCED_QUOTE_LINES = 3
_WRAPPED_LINE = 60
# A mail of a person has a few thousand lines; beyond, the rest is shown with the reply rather than searched.
LINES_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Split:
    """`reply` is what the author wrote now; `quoted` the rest. Together they hold every line of the text."""

    reply: str
    quoted: str


def split_reply(text: str, history: int | None = None) -> Split:
    """Cut the text of a mail into its new part and the rest. Never raises; nothing of the text is lost.

    `history` is the line where the mail program itself says that the rest is older, when it says so.
    """
    lines = text.split("\n")
    body = _Body(lines, history)
    kept = _kept_lines(body)
    reply = _join(lines, kept)
    if not reply:
        return Split(text.strip("\n"), "")
    chosen = set(kept)
    return Split(reply, _join(lines, [index for index in range(len(lines)) if index not in chosen]))


def _join(lines: list[str], indexes: list[int]) -> str:
    return "\n".join(lines[index].rstrip() for index in indexes).strip("\n").strip()


class _Body:
    """The lines of a text and what each looks like, computed once."""

    def __init__(self, lines: list[str], marked: int | None) -> None:
        self.marked = marked
        self.lines = [marks.plain(line) for line in lines[:LINES_LIMIT]]
        self.total = len(lines)
        self.quoted = [line.startswith(">") for line in self.lines]
        # "-- " with its space is a signature by convention; without, it may be a rule of the author's.
        self.ruled = [line in {"-- ", "--\u00a0"} for line in lines[:LINES_LIMIT]]

    def next_filled(self, index: int, end: int) -> int:
        """The first non-blank line from `index`, or `end`."""
        while index < end and not self.lines[index]:
            index += 1
        return index

    def filled(self, start: int, end: int) -> list[str]:
        return [line for line in self.lines[start:end] if line]


def _kept_lines(body: _Body) -> list[int]:
    """Indexes of the lines of the author's."""
    end = len(body.lines)
    kept: list[int] = []
    position, start, history = 0, 0, _find_history(body, 0)
    if history is not None and _answers_inside(body, history[0]):
        history = None
    while history is not None:
        first, after = history
        region_end = _quoted_region_end(body, after)
        answer = body.next_filled(region_end, end)
        if region_end == after or answer >= end or _only_signature(body, answer):
            # The usual reply: everything from here on is history (and perhaps a signature under it).
            end = _drop_separators(body, start, first)
            break
        # Answered under the quote, with nothing above: the quote needs no place in the answer.
        start = answer if position == 0 and not any(body.lines[:first]) else 0
        position = answer
        history = _find_history(body, answer)
    # With a second quote the answers are interleaved: each stays with the lines that it answers.
    start = 0 if any(body.quoted[start:end]) else start
    end = _cut_signature(body, start, end)
    kept.extend(range(start, end))
    if end == len(body.lines):
        kept.extend(range(len(body.lines), body.total))
    return kept


def _find_history(body: _Body, start: int) -> tuple[int, int] | None:
    """The first line of what others wrote before, and the line after its heading; None when all is new."""
    for index in range(start, len(body.lines)):
        line = body.lines[index]
        if index == body.marked:
            return index, _marked_heading_end(body, index)
        if not line:
            continue
        if body.quoted[index]:
            if _is_announced_or_long(body, index):
                return index, index
            continue
        if marks.is_original_message_mark(line):
            return index, index + 1
        after = _attribution_end(body, index) or _header_block_end(body, index)
        if after:
            return index, after
    return None


def _marked_heading_end(body: _Body, index: int) -> int:
    """The line after the heading of a history that starts at `index` for certain, in whatever language."""
    total = len(body.lines)
    heading = body.next_filled(index, total)
    if heading == total:
        return total
    known = _attribution_end(body, heading) or _header_block_end(body, heading)
    lines = range(heading, min(heading + _ATTRIBUTION_LINES + 1, total))
    return known or next((line for line in lines if body.quoted[line]), heading)


def _is_announced_or_long(body: _Body, index: int) -> bool:
    """Quoted lines without a heading: a quote, or a line of a command's output that begins with ">"?"""
    if index and body.quoted[index - 1]:
        return False
    end = _quoted_region_end(body, index)
    inside = [marks.plain(line.lstrip("> ")) for line in body.lines[index:end] if line]
    if any(marks.label(line) or marks.is_attribution(line, True) for line in inside[:6]):
        return True
    return len(inside) >= _UNANNOUNCED_QUOTE_LINES and not any(body.lines[index - 1 : index])


def _attribution_end(body: _Body, index: int) -> int:
    """The line after « Le … a écrit : » when one starts here (up to four lines), else 0."""
    if not marks.may_start_attribution(body.lines[index]):
        return 0
    joined = ""
    for last in range(index, min(index + _ATTRIBUTION_LINES, len(body.lines))):
        line = body.lines[last]
        if not line or (body.quoted[last] and last > index):
            return 0
        # A long address is cut after "<" or in its middle: both readings are tried.
        glue = "" if joined.endswith(("<", "(", "-")) or line.startswith((">", ")")) else " "
        joined = (joined + glue + line).strip()
        following = body.next_filled(last + 1, len(body.lines))
        quote_follows = following < len(body.lines) and body.quoted[following]
        if marks.is_attribution(joined, quote_follows):
            return last + 1
    return 0


def _header_block_end(body: _Body, index: int) -> int:
    """The line after a block `De : / Envoyé : / À : / Objet :` when one starts here, else 0."""
    first = marks.label(body.lines[index])
    if first is None or first[0] not in {"from", "sent", "subject", "to"}:
        return 0
    if index and body.lines[index - 1].endswith(":") and marks.label(body.lines[index - 1]) is None:
        # "Voici l’en-tête du mail bloqué :" — headers that the author shows us are the author's.
        return 0
    kinds: set[str] = set()
    values, after, others = "", index, 0
    for position in range(index, min(index + _HEADER_BLOCK_LINES, len(body.lines))):
        line = body.lines[position]
        found = marks.label(line)
        if found:
            if found[0] in kinds and found[0] in {"from", "subject"}:
                break
            kinds.add(found[0])
            kinds.update({"subject"} if marks.holds_subject(line) else set())
            values, after, others = values + found[1], position + 1, 0
            continue
        # A blank line or a wrapped value may stand between two labels, not a paragraph.
        others += 1
        if others > 2:
            break
        values += line
    return after if _is_header_block(first[0], kinds, values) else 0


def _is_header_block(first: str, kinds: set[str], values: str) -> bool:
    if "from" not in kinds:
        return False
    if "@" in values:
        return len(kinds & {"sent", "to", "subject"}) >= 2
    # Names without addresses: Outlook's own order, or it may be a form that the author filled.
    return first == "from" and {"sent", "to", "subject"} <= kinds


def _quoted_region_end(body: _Body, start: int) -> int:
    """The line after the quoted lines that follow `start`, blanks and wrapped remainders included."""
    end = index = start
    total = len(body.lines)
    while index < total:
        if body.quoted[index]:
            index += 1
            end = index
            continue
        if not body.lines[index]:
            following = body.next_filled(index, total)
            if following < total and body.quoted[following]:
                index = following
                continue
            break
        # Some servers wrap a long quoted line and leave its last words without the sign.
        before = body.lines[index - 1] if index else ""
        wrapped = body.quoted[index - 1] and len(before) >= _WRAPPED_LINE and index > start
        if wrapped and index + 1 < total and body.quoted[index + 1]:
            index += 1
            continue
        break
    return end


def _answers_inside(body: _Body, first: int) -> bool:
    """« Mes réponses en rouge ci-dessous »: the author wrote inside a history that no sign marks. Nothing is cut."""
    above = body.filled(0, first)
    return len(above) <= _SIGNATURE_LINES and any(marks.announces_answers_inside(line) for line in above)


def _drop_separators(body: _Body, start: int, end: int) -> int:
    """Step back over blank lines and rules that only lead to the history."""
    while end > start and (not body.lines[end - 1] or marks.is_rule(body.lines[end - 1])):
        end -= 1
    return end


def _only_signature(body: _Body, start: int) -> bool:
    """Whether what follows the quote is no answer but the signature that some programs put under it."""
    if start >= len(body.lines):
        return True
    line = body.lines[start]
    if body.lines[start] in {"--", "—"}:
        return len(body.filled(start, len(body.lines))) <= _SIGNATURE_LINES + 1
    if marks.is_mobile_signature(line):
        return _are_contact_lines(body.filled(start + 1, len(body.lines)))
    return _is_list_footer(line, body.filled(start + 1, len(body.lines)))


def _is_list_footer(line: str, after: list[str]) -> bool:
    """The lines that a mailing list adds under every message."""
    if not line.startswith("__") or line.strip("_") or len(after) > 6:
        return False
    return any("mailing list" in item.lower() or "liste de diffusion" in item.lower() for item in after)


def _cut_signature(body: _Body, start: int, end: int) -> int:
    """The end of the author's text without the signature at its foot."""
    end = _drop_blank(body, start, end)
    # Two such lines frame something: a table, an output.
    framed = body.lines[start:end].count("--") > 1
    for index in range(max(start, end - _FOOT_LINES), end):
        line = body.lines[index]
        if not line:
            continue
        if _opens_signature(line, body.filled(index + 1, end), framed, body.ruled[index]):
            # Nothing above it: not a signature but the whole mail.
            return _drop_separators(body, start, index) if any(body.lines[start:index]) else end
    return end


def _drop_blank(body: _Body, start: int, end: int) -> int:
    while end > start and not body.lines[end - 1]:
        end -= 1
    return end


def _opens_signature(line: str, after: list[str], framed: bool, ruled: bool) -> bool:
    """Whether `line`, with the filled lines `after` it, is the foot of the mail rather than its text.

    `framed` when several such lines stand in the text, `ruled` when it is RFC 3676's own.
    """
    if marks.is_mobile_signature(line):
        return _are_contact_lines(after)
    if line == "--":
        own = [item for item in after if not marks.is_mobile_signature(item)]
        if framed:
            return False
        return ruled or (len(own) <= _SIGNATURE_LINES and not (own and marks.is_sentence(own[0])))
    if marks.is_signature_mark(line) and after and _are_contact_lines(after):
        return True
    return _is_list_footer(line, after)


def _are_contact_lines(lines: list[str]) -> bool:
    """Whether all lines are of the kind that stands in a signature (none at all counts too)."""
    real = [line for line in lines if not marks.is_mobile_signature(line) and not marks.is_rule(line)]
    if len(real) > _LOOSE_SIGNATURE_LINES:
        return False
    return all(marks.is_contact_line(line) for line in real)
