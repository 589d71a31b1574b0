"""What sites send in place of a page to whom they do not want: self-written, in the shape of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crawler.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer in place of a page, and what it is to be taken for."""

    kind: Refusal
    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)


def _page(title: str, body: str, head: str = "") -> str:
    head = f'<meta charset="utf-8"><title>{title}</title>{head}'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


_CHALLENGE = (
    '<div class="main-wrapper"><h1>journal.example</h1><p>Checking if the site connection is secure</p>'
    "<noscript>Enable JavaScript and cookies to continue</noscript></div>"
    '<script>window._cf_chl_opt = {cType: "managed", cRay: "0000000000000000"};</script>'
)
_WALL = (
    "<div><h1>نحترم خصوصيتك</h1><p>نستعمل نحن وشركاؤنا 812 ملفات تعريف الارتباط لقياس الزيارات وعرض الإعلانات.</p>"
    "<p>اقبل ملفات تعريف الارتباط للمتابعة، أو اشترك لقراءة الجريدة دون إعلانات.</p><button>موافق</button></div>"
)

REFUSED: dict[str, Refused] = {
    "cloudflare challenge": Refused(
        "challenge", 403, _page("Just a moment...", _CHALLENGE), {"Server": "cloudflare", "CF-Mitigated": "challenge"}
    ),
    "cloudflare challenge without its header": Refused("challenge", 503, _page("Un instant...", _CHALLENGE)),
    "challenge answering 200": Refused(
        "challenge",
        200,
        _page("journal.example", "<p>Vérification de votre navigateur avant d'accéder à journal.example.</p>"),
    ),
    "challenge in arabic": Refused("challenge", 200, _page("لحظة من فضلك...", "<p>journal.example</p>")),
    "script of a firewall": Refused(
        "challenge", 200, _page("", "<noscript>…</noscript>", "<script>var sucuri_cloudproxy_js='';</script>")
    ),
    "amazon challenge": Refused("challenge", 202, "", {"x-amzn-waf-action": "challenge"}),
    "captcha": Refused(
        "captcha",
        200,
        _page("journal.example", '<h1>تأكيد أنك لست روبوتا</h1><form action="/"><div class="h-captcha"></div></form>'),
    ),
    "captcha in french": Refused(
        "captcha", 403, _page("Vérification", "<p>Vérifiez que vous êtes humain pour lire la suite.</p>")
    ),
    "captcha of a service": Refused(
        "captcha",
        403,
        _page("journal.example", '<p id="cmsg">...</p>', '<script src="https://ct.captcha-delivery.com/c.js"></script>'),
    ),
    "redirect to a captcha": Refused(
        "captcha", 302, "", {"Location": "https://geo.captcha-delivery.com/captcha/?initialCid=0"}
    ),
    "cookie wall": Refused("cookies", 200, _page("جريدة", _WALL)),
    "cookie wall in french": Refused(
        "cookies",
        200,
        _page("Avant de continuer", "<p>Nos 640 partenaires mesurent l'audience.</p><button>Accepter</button>"),
    ),
    "redirect to consent": Refused("cookies", 302, "", {"Location": "https://consent.journal.example/?return=/"}),
    "closed region": Refused(
        "region", 403, _page("journal.example", "<h1>عذرا</h1><p>هذا المحتوى غير متاح في بلدك.</p>")
    ),
    "closed region answering 200": Refused(
        "region", 200, _page("Journal", "<p>Ce contenu n'est pas disponible dans votre pays.</p>")
    ),
    "legal reasons": Refused("region", 451, _page("451", "<h1>Unavailable</h1>")),
    "application": Refused(
        "javascript",
        200,
        _page("Journal", '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>'),
    ),
    "javascript in arabic": Refused("javascript", 200, _page("جريدة", "<p>يرجى تفعيل جافا سكريبت.</p>")),
    "firewall": Refused(
        "blocked",
        403,
        _page("Attention Required! | Cloudflare", '<div id="cf-error-details">Sorry</div>'),
        {"Server": "cloudflare"},
    ),
    "firewall answering 200": Refused("blocked", 200, _page("Request Rejected", "<p>Support ID: 0000</p>")),
    "firewall in french": Refused("blocked", 403, _page("Accès refusé", "<p>Référence 18.0000.0000</p>")),
    "pace answering 200": Refused("pace", 200, _page("Journal", "<p>Trop de requêtes. Réessayez plus tard.</p>")),
}  # fmt: skip
