"""HTML letters: tables, tags within numbers, what is hidden, and markup that is broken."""

# One message a line, however long.
# fmt: off
# ruff: noqa: E501

from tests.corpus.build import A, B, Message, attachment, both, envelope, html, multipart, part

_CELL = '<td style="width:90pt;padding:0cm 5.4pt"><p class="MsoNormal"><span style="font-size:11pt">{}</span></p></td>'


def _row(*cells: str) -> str:
    return "<tr>" + "".join(map(_CELL.format, cells)) + "</tr>\n"


def _table(*rows: str) -> str:
    return "<table border=0 cellspacing=0>" + "".join(rows) + "</table>"


_PREHEADER = "display:none;font-size:1px;color:#fff;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden"

_PAGES = [
    ("paragraph", f"<html><body><p>Мой лицевой счёт <b>{A}</b></p></body></html>", A, "bold letters"),
    ("entities", "<p>&#1083;&#x002F;&#x441;:&nbsp;1234&nbsp;5678&nbsp;90</p>", A, "references and no-break spaces"),
    ("entities without semicolons", "<p>Account number&nbsp1234567890 &lt</p>", A, "browsers read them too"),
    ("table across", _table(_row("ФИО", "Иванов"), _row("Лицевой счет", A), _row("Телефон", "89000000012")), A, "the cell beside the key"),
    ("table across, empty", _table(_row("Лицевой счет", ""), _row("Телефон", "89000000012")), None, "the cell beside is empty"),
    ("table across, empty by a no-break space", _table(_row("Лицевой счет", "&nbsp;"), _row("Договор", "87654321")), None, "the cell beside is empty"),
    ("table down", _table(_row("ФИО", "Лицевой счет", "Телефон"), _row("Иванов", A, "89000000012")), A, "the cell below the heading"),
    ("table down, last column", _table(_row("Телефон", "Лицевой счет"), _row("89000000012", A)), A, "the cell below, not the first of the row"),
    ("table down, first column", _table(_row("Лицевой счет", "Телефон"), _row(A, "89000000012")), A, "the cell below the heading"),
    ("table down, empty", _table(_row("Телефон", "Лицевой счет"), _row("89000000012", "")), None, "the cell below is empty"),
    ("table down, two customers", _table(_row("ФИО", "Лицевой счет"), _row("Иванов", A), _row("Петров", B)), None, "two different accounts"),
    ("table down, two months", _table(_row("Месяц", "Лицевой счет"), _row("Январь", A), _row("Февраль", A)), A, "the same account twice"),
    ("table with th", f"<table><tr><th>Лицевой счёт</th><th>Сумма</th></tr><tr><td>{A}</td><td>1500,00</td></tr></table>", A, "headings"),
    ("table with a colspan", f"<table><tr><td colspan=2>Абонент</td><td>Лицевой счет</td></tr><tr><td>Иванов</td><td>Иван</td><td>{A}</td></tr></table>", A, "one cell over two columns"),
    ("table with a rowspan", f"<table><tr><td rowspan=2>Абонент</td><td>Лицевой счет</td></tr><tr><td>{A}</td></tr></table>", A, "the only cell of the next row"),
    ("table in one cell", f"<table><tr><td><table><tr><td>Лицевой счет</td><td>{A}</td></tr></table></td></tr></table>", A, "a table for the layout"),
    ("table without ends", f"<table><tr><td>Лицевой счет<td>{A}<tr><td>Телефон<td>89000000012</table>", A, "end tags may be left out"),
    ("list of terms", f"<dl><dt>Лицевой счет</dt><dd>{A}</dd><dt>Телефон</dt><dd>89000000012</dd></dl>", A, "the line below"),
    ("divs", f"<div>Лицевой счет:</div><div>{A}</div>", A, "the line below"),
    ("list", f"<ul><li>л/с {A}<li>тел. 89000000012</ul>", A, "items are lines"),
    ("number split by tags", "<p>л/с 12<b>345</b><span style='color:red'>678</span>90</p>", A, "inline tags are nothing"),
    ("number split by a phone's link", f'<p>Лицевой счёт <a href="tel:{A}" dir="ltr">{A[:4]}<wbr>{A[4:]}</a></p>', A, "a phone made a link of it"),
    ("label split by tags", f"<p><b>Лиц</b>евой<font> счёт</font>: {A}</p>", A, "inline tags are nothing"),
    ("line breaks in the source", f"<p>Лицевой\r\n   счёт\r\n\t{A}</p>", A, "white space is one blank"),
    ("br between", f"Лицевой счёт:<br>{A}<br/>Иван", A, "a line break and nothing else"),
    ("preformatted", f"<pre>Лицевой счет:\r\nТелефон: 89000000012\r\nл/с {A}</pre>", A, "lines of the source count"),
    ("style decoy", f"<style>.a:after{{content:'л/с {B}'}}</style><p>л/с {A}</p>", A, "a style sheet is not seen"),
    ("comment decoy", f"<!-- л/с {B} --><p>л/с {A}</p>", A, "a comment is not seen"),
    ("conditional comment", f"<!--[if mso]><p>л/с {B}</p><![endif]--><p>л/с {A}</p>", A, "only Word sees it"),
    ("revealed comment", f"<!--[if !mso]><!--><p>л/с {A}</p><!--<![endif]-->", A, "all but Word see it"),
    ("title decoy", f"<html><head><title>л/с {B}</title></head><body>л/с {A}</body></html>", A, "a title is not the text"),
    ("script decoy", f"<script>var x = 'л/с {B}' > 1;</script>л/с {A}", A, "a script is not seen"),
    ("attribute decoy", f'<p title="л/с {B}">л/с {A}</p>', A, "an attribute is not seen"),
    ("attribute with a bracket", f'<img alt="a > b, л/с {B}" src="x.png"><p>л/с {A}</p>', A, "the bracket stands in quotes"),
    ("preheader", f'<div style="{_PREHEADER}">л/с {B}</div><p>л/с {A}</p>', A, "a preheader is not seen"),
    ("hidden by display", f'<span style="display: NONE !important">л/с {B}</span>л/с {A}', A, "not seen"),
    ("hidden by visibility", f'<p style="visibility:hidden">л/с {B}</p>л/с {A}', A, "not seen"),
    ("hidden by size", f'<font style="font-size:0px">л/с {B}</font> л/с {A}', A, "letters of no size"),
    ("hidden by height", f'<div style="height:0;overflow:hidden">л/с {B}</div>л/с {A}', A, "a box of no height"),
    ("hidden for Word", f'<div style="mso-hide:all">л/с {B}</div>л/с {A}', A, "not seen"),
    ("hidden by attribute", f"<div hidden>л/с {B}</div>л/с {A}", A, "not seen"),
    ("hidden by a class", f"<style>.pre {{ display:none; }}</style><div class='x pre'>л/с {B}</div>л/с {A}", A, "a rule of the style sheet"),
    ("hidden on a phone only", f"<style>@media (max-width:600px){{.d{{display:none}}}}</style><div class=d>л/с {A}</div>", A, "a rule for another screen"),
    ("hidden by a descendant rule", f'<style>.w .h{{display:none}}</style><p>л/с {A}</p><div class="w"><b><p class="h">л/с {B}</p></b></div>', A, "a rule of two names"),
    ("hidden by a descendant rule, elsewhere", f'<style>.w .h{{display:none}}</style><div class="w"><p>x</p></div><p class="h">л/с {A}</p>', A, "the rule speaks of another place"),
    ("hidden by a child rule", f'<style>div.w > p{{display:none}}</style><div class=w><p>л/с {B}</p><b><i><p>л/с {A}</p></i></b></div>', A, "only the child is hidden"),
    ("hidden by an element's name", f"<style>small, .x {{ display : none }}</style><small>л/с {B}</small><p>л/с {A}</p>", A, "a rule of an element"),
    ("hidden by two classes", f'<style>.a.b{{visibility:hidden}}</style><p class="b a">л/с {B}</p><p class="a">л/с {A}</p>', A, "both classes are needed"),
    ("hidden by an id within a table", f'<style>#t td.h{{display:none}}</style><table id=t><tr><td class=h>л/с {B}<td>л/с {A}</table>', A, "cells without end tags"),
    ("shown on a state only", f"<style>p:hover{{display:none}} a[x]{{display:none}} h1+p{{display:none}}</style><p>л/с {A}</p>", A, "rules with states are ignored"),
    ("hidden by the short form of font", f'<p style="font:1px/1px Arial">л/с {B}</p>л/с {A}', A, "letters of no size"),
    ("hidden by the short form of font, zero", f'<p style="font:0/0 a">л/с {B}</p>л/с {A}', A, "letters of no size"),
    ("shown by the short form of font", f'<p style="font:10px/12px Arial">л/с {A}</p>', A, "letters of a size"),
    ("white by a class", f"<style>.w{{color:#ffffff}}</style><p class=w>л/с {B}</p>л/с {A}", A, "white on white"),
    ("white by a class, on blue", f"<style>.w{{color:#fff;background:#036}}</style><p class=w>л/с {A}</p>", A, "white on blue"),
    ("transparent by its last figures", f'<span style="color:#00000000">л/с {B}</span>л/с {A}', A, "not seen"),
    ("shown on a transparent background", f'<p style="background-color:transparent;border-color:rgba(0,0,0,0)">л/с {A}</p>', A, "only the background is transparent"),
    ("hidden with nested tags", f'<div style="display:none"><div>л/с {B}</div><p>x</div>л/с {A}', A, "all of it"),
    ("hidden without an end", f'<table><tr><td><span style="display:none">л/с {B}</td><td>л/с {A}</td></tr></table>', A, "the cell's end ends it"),
    ("hidden figures in the number", '<p>л/с 12345<span style="display:none">000</span>67890</p>', A, "what is hidden is nothing"),
    ("transparent", f'<span style="color:transparent">л/с {B}</span>л/с {A}', A, "not seen"),
    ("struck out", f"л/с <s>{B}</s> {A}", A, "the customer put it right"),
    ("struck out by style", f'л/с <span style="text-decoration:line-through">{B}</span> {A}', A, "the customer put it right"),
    ("zero-width references", "л/с 12345&#8203;67890&zwnj;", A, "invisible signs"),
    ("unclosed tags", f"<p><b>л/с <i>{A}<p>Иван", A, "nothing is closed"),
    ("unclosed quote", f'<p class="x>л/с</p><p>л/с {A}</p><a href="y">z</a>', A, "a quote is missing"),
    ("unclosed comment", f"<p>л/с {A}</p><!-- конец", A, "the comment never ends"),
    ("less-than sign", f"5 < 6 и л/с {A} > 0", A, "signs of the text"),
    ("upper-case tags", f"<TABLE><TR><TD>ЛИЦЕВОЙ СЧЕТ</TD><TD>{A}</TD></TR></TABLE>", A, "tags have no case"),
    ("no tags at all", f"Лицевой счет:\r\nТелефон: 89000000012\r\nл/с {A}", A, "plain text that is called HTML"),
    ("picture inside", f'<p>л/с {A}</p><img src="data:image/png;base64,{"iVBORw0KGgo" * 3000}">', A, "a picture of 33 KB in an attribute"),
    ("picture in front", f'<img src="data:image/png;base64,{"iVBORw0KGgo" * 3000}"><p>л/с {A}</p>', A, "a picture of 33 KB in an attribute"),
    ("cells and no-break groups", _table(_row("Лицевой счет", "1234&nbsp;5678&nbsp;90"), _row("Сумма", "1&nbsp;500&nbsp;руб.")), A, "groups within a cell"),
    ("cells with numbers only", _table(_row("1", "Лицевой счет", A, "15", "00123")), A, "the next cell, not the row"),
    ("english table", _table(_row("Name", "Ivan"), _row("Account number", A), _row("Phone", "+7 900 000-00-12")), A, "English keys"),
    ("label in one cell with words", _table(_row("Номер лицевого счета абонента", A)), A, "the cell beside"),
    ("two rows, two labels", _table(_row("Лицевой счет (старый)", B), _row("Лицевой счет (новый)", A)), None, "two different accounts"),
]

MESSAGES = [
    *(Message(f"html: {name}", html(page), account, why) for name, page, account, why in _PAGES),
    Message("html: encoded", html(_PAGES[3][1], encoding="quoted-printable"), A, "the same as quoted-printable"),
    Message("html: encoded in base64, cp1251", html(_PAGES[6][1], charset="cp1251", encoding="base64"), A, "the same in another charset"),
    Message("html: called plain", envelope(part(f"<html><body>л/с <b>{A}</b></body></html>")), A, "a page that is called text"),
    Message("alternative: label without its number", both("Лицевой счет: [cid:1]", f"<p>Лицевой счет: {A}</p>"), A, "the plain text lost it"),
    Message("alternative: table without cells", both(f"Лицевой счет Телефон {A} 89000000012", f"<table><tr><td>Лицевой счет</td><td>Телефон</td></tr><tr><td>{A}</td><td>89000000012</td></tr></table>"), A, "only the HTML shows the columns"),
    Message("alternative: both", both(f"л/с {A}", f"<p>л/с <b>{A}</b></p>"), A, "twice the same letter"),
    Message("alternative: stub", both("Ваша программа не показывает HTML.", f"<p>л/с {A}</p>"), A, "the plain text says nothing"),
    Message("alternative: empty plain", both(" ", f"<p>л/с {A}</p>"), A, "the plain text is empty"),
    Message("alternative: empty html", both(f"л/с {A}", "<p>&nbsp;</p>"), A, "the HTML is empty"),
    Message("alternative: they differ", both(f"л/с {A}", f"<p>л/с {B}</p>"), None, "nobody knows which one is meant"),
    Message("alternative: related", envelope(multipart("alternative", part("см. HTML"), multipart("related", part(f"<p>л/с {A}</p>", "text/html"),
            attachment(b"PNG", "image/png", "a.png"), boundary="=_b2"))), A, "HTML with its pictures"),
    Message("alternative: calendar", envelope(multipart("alternative", part(f"л/с {A}"), part(f"BEGIN:VCALENDAR\r\nX:л/с {B}", "text/calendar"))), A, "an invitation is no text"),
]
