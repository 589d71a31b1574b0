"""The small pieces of each theme's DOM, as format strings. What surrounds them is in templates/."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Markup:
    """How one theme writes what repeats or may be missing. Slots are filled by `themes`."""

    card: str
    related: str
    side: str
    ticker: str
    around: str
    menu_item: str
    cloud_item: str
    subtitle: str
    featured: str
    tags: str
    tag: str
    read_also: str
    read_also_box: str
    ad: str
    share: str
    heading: str
    page_link: str
    page_current: str
    page_next: str


_SHARE_HOSTS = ("facebook", "x", "whatsapp", "telegram")

JANNAH = Markup(
    card=(
        '<li class="post-item post-{id} post type-post status-publish format-standard has-post-thumbnail '
        'tie-standard">'
        '<a aria-label="{title}" href="{url}" class="post-thumb"><span class="post-cat-wrap"><span class="post-cat">'
        '{section}</span></span><img width="390" height="220" src="{thumb}" class="lazy wp-post-image" alt=""></a>'
        '<div class="post-details"><div class="post-meta clearfix"><span class="date meta-item '
        'tie-icon">{day}</span></div>'
        '<h2 class="post-title"><a href="{url}">{title}</a></h2><p class="post-excerpt">{excerpt}</p>'
        '<a class="more-link button" href="{url}">أكمل القراءة &raquo;</a></div></li>'
    ),
    related=(
        '<div class="related-item tie-standard"><a aria-label="{title}" href="{url}" '
        'class="post-thumb"><img width="390" '
        'height="220" src="{thumb}" alt=""></a><h3 class="post-title"><a href="{url}">{title}</a></h3>'
        '<div class="post-meta clearfix"><span class="date meta-item tie-icon">{day}</span></div></div>'
    ),
    side=(
        '<li class="widget-single-post-item widget-post-list tie-standard"><div class="post-widget-thumbnail">'
        '<a aria-label="{title}" href="{url}" class="post-thumb"><img width="220" height="150" '
        'src="{thumb}" alt=""></a></div>'
        '<div class="post-widget-body"><a class="post-title the-subtitle" href="{url}">{title}</a>'
        '<div class="post-meta"><span class="date meta-item tie-icon">{day}</span></div></div></li>'
    ),
    ticker='<li class="news-item"><a href="{url}">{title}</a></li>',
    around=(
        '<div class="tie-col-xs-6 {side}-post"><a href="{url}" class="post-thumb"></a><a href="{url}" rel="{side}">'
        '<h3 class="post-title">{title}</h3></a></div>'
    ),
    menu_item=(
        '<li class="menu-item menu-item-type-taxonomy menu-item-object-category"><a href="{url}">{label}</a></li>'
    ),
    cloud_item='<a href="{url}" class="tag-cloud-link" style="font-size:12px;">{label}</a>',
    subtitle='<h2 class="entry-sub-title">{text}</h2>\n',
    featured=(
        '<div class="featured-area"><div class="featured-area-inner"><figure class="single-featured-image">'
        '<img width="780" height="470" src="{image}" class="attachment-jannah-image-post size-jannah-image-post '
        'wp-post-image" alt="" fetchpriority="high"><figcaption class="single-caption-text">'
        '<span class="tie-icon-camera" aria-hidden="true"></span> {caption}</figcaption></figure></div></div>\n'
    ),
    tags=(
        '<div class="post-bottom-meta post-bottom-tags post-tags-modern"><div class="post-bottom-meta-title">'
        '<span class="tie-icon-tags" aria-hidden="true"></span> الوسوم</div><span '
        'class="tagcloud">{items}</span></div>'
    ),
    tag='<a href="{url}" rel="tag">{label}</a> ',
    read_also='<p><strong>إقرأ أيضا: <a href="{url}">{title}</a></strong></p>',
    read_also_box=(
        '<div id="inline-related-post" class="mag-box mini-posts-box content-only"><div class="container-wrapper">'
        '<div class="widget-title the-global-title"><div class="the-subtitle">إقرأ أيضا</div></div>'
        '<div class="mag-box-container clearfix"><ul class="posts-items posts-list-container">'
        '<li class="widget-single-post-item widget-post-list"><div class="post-widget-body">'
        '<a class="post-title the-subtitle" href="{url}">{title}</a></div></li></ul></div></div></div>'
    ),
    ad=(
        '<div class="stream-item stream-item-in-post stream-item-inline-post aligncenter"><div '
        'class="stream-item-size">'
        '<a href="https://ads.example/inline" rel="nofollow sponsored">إعلان</a></div></div>'
    ),
    share="".join(
        f'<a href="https://social.example/{host}?u={{url}}" rel="external noopener nofollow" '
        f'title="{host}" target="_blank" '
        f'class="{host}-share-button large-share-button"><span class="share-btn-icon tie-icon-{host}"></span> '
        f'<span class="social-text">{host}</span></a>'
        for host in _SHARE_HOSTS
    ),
    heading="<h2>{text}</h2>",
    page_link='<li><a href="{url}">{label}</a></li>',
    page_current='<li class="current"><span class="pages-standard">{label}</span></li>',
    page_next=(
        '<li class="the-next-page"><a href="{url}"><span class="pagination-icon" '
        'aria-hidden="true"></span>الصفحة التالية</a></li>'
    ),
)

NEWSPAPER = Markup(
    card=(
        '<div class="td_module_1 td_module_wrap td-animation-stack"><div class="td-module-image"><div '
        'class="td-module-thumb">'
        '<a href="{url}" rel="bookmark" class="td-image-wrap" title="{title}"><img class="entry-thumb" '
        'src="{thumb}" alt="" '
        'width="324" height="160"></a></div><a href="{section_url}" class="td-post-category">{section}</a></div>'
        '<h3 class="entry-title td-module-title"><a href="{url}" rel="bookmark" title="{title}">{title}</a></h3>'
        '<div class="td-module-meta-info"><span class="td-post-date"><time class="entry-date updated td-module-date" '
        'datetime="{iso}">{day}</time></span></div><div class="td-excerpt">{excerpt}</div></div>'
    ),
    related=(
        '<div class="td-related-span4"><div class="td_module_related_posts td-animation-stack td_mod_related_posts">'
        '<div class="td-module-image"><div class="td-module-thumb"><a href="{url}" rel="bookmark" '
        'class="td-image-wrap" '
        'title="{title}"><img class="entry-thumb" src="{thumb}" alt=""></a></div></div><div class="item-details">'
        '<h3 class="entry-title td-module-title"><a href="{url}" rel="bookmark" '
        'title="{title}">{title}</a></h3></div></div></div>'
    ),
    side=(
        '<div class="td_module_6 td_module_wrap td-animation-stack"><div class="td-module-thumb"><a href="{url}" '
        'rel="bookmark" class="td-image-wrap"><img class="entry-thumb" src="{thumb}" '
        'alt=""></a></div><div class="item-details">'
        '<h3 class="entry-title td-module-title"><a href="{url}" rel="bookmark">{title}</a></h3><span '
        'class="td-post-date">'
        '<time class="entry-date updated td-module-date" datetime="{iso}">{day}</time></span></div></div>'
    ),
    ticker=(
        '<div class="td_module_trending_now td-trending-now-post"><h3 class="entry-title td-module-title">'
        '<a href="{url}" rel="bookmark">{title}</a></h3></div>'
    ),
    around=(
        '<div class="td-block-span6 td-post-{side}-post"><div class="td-post-next-prev-content"><span>Article</span>'
        '<a href="{url}">{title}</a></div></div>'
    ),
    menu_item=(
        '<li class="menu-item menu-item-type-taxonomy td-menu-item td-normal-menu"><a href="{url}">{label}</a></li>'
    ),
    cloud_item='<a href="{url}" class="tag-cloud-link">{label}</a>',
    subtitle='<p class="td-post-sub-title">{text}</p>\n',
    featured=(
        '<div class="td-post-featured-image"><figure><a href="{image}" data-caption="{caption}"><img '
        'width="696" height="464" '
        'class="entry-thumb td-modal-image" src="{image}" alt="" title=""></a>'
        '<figcaption class="wp-caption-text">{caption}</figcaption></figure></div>\n'
    ),
    tags='<ul class="td-tags td-post-small-box clearfix"><li><span>TAGS</span></li>{items}</ul>',
    tag='<li><a href="{url}">{label}</a></li>',
    read_also='<p><strong>Lire aussi&nbsp;: <a href="{url}">{title}</a></strong></p>',
    read_also_box='<blockquote class="td_pull_quote"><p>Lire aussi <a href="{url}">{title}</a></p></blockquote>',
    ad=(
        '<div class="td-a-rec td-a-rec-id-content_inline"><span class="td-adspot-title">- Publicité -</span>'
        '<a href="https://ads.example/inline" rel="nofollow sponsored">Annonce</a></div>'
    ),
    share="".join(
        f'<a class="td-social-sharing-button td-social-{host}" href="https://social.example/{host}?u={{url}}">'
        f'<div class="td-social-but-icon"><i class="td-icon-{host}"></i></div><div '
        f'class="td-social-but-text">{host}</div></a>'
        for host in _SHARE_HOSTS
    ),
    heading="<h3>{text}</h3>",
    page_link='<a href="{url}" class="page" title="{label}">{label}</a>',
    page_current='<span class="current">{label}</span>',
    page_next='<a href="{url}" aria-label="next-page"><i class="td-icon-menu-right"></i></a>',
)

MAGAZINE = Markup(
    card=(
        '<li><a class="vignette" href="{url}"><img src="{thumb}" alt=""></a><b><a href="{url}">{title}</a></b>'
        "<i>{day}</i><span>{excerpt}</span></li>"
    ),
    related='<li><a href="{url}">{title}</a></li>',
    side='<li><a href="{url}">{title}</a> <i>{day}</i></li>',
    ticker='<a href="{url}">{title}</a>',
    around='<a class="{side}" href="{url}">{title}</a>',
    menu_item='<li><a href="{url}">{label}</a></li>',
    cloud_item='<a href="{url}">{label}</a> ',
    subtitle='<div class="chapeau">{text}</div>\n',
    featured=(
        '<div class="grande-image"><img src="{image}" width="900" height="600" alt=""><small>{caption}</small></div>\n'
    ),
    tags='<div class="mots">{items}</div>',
    tag='<a href="{url}">#{label}</a> ',
    read_also='<p>» {word_read_also}: <a href="{url}">{title}</a></p>',
    read_also_box='<div class="voir"><span>{word_read_also}</span> <a href="{url}">{title}</a></div>',
    ad='<div class="reclame"><a href="https://ads.example/inline" rel="nofollow sponsored">Pub</a></div>',
    share="".join(f'<a href="https://social.example/{host}?u={{url}}">{host}</a> ' for host in _SHARE_HOSTS),
    heading="<h2>{text}</h2>",
    page_link='<a href="{url}">{label}</a> ',
    page_current="<b>{label}</b> ",
    page_next='<a href="{url}">{word_older}</a>',
)

MARKUP = {"jannah": JANNAH, "newspaper": NEWSPAPER, "magazine": MAGAZINE}

WORDS = {
    "ar": {
        "word_home": "الرئيسية", "word_by": "بقلم", "word_related": "مواضيع مشابهة", "word_comments": "التعليقات",
        "word_reader": "قارئ", "word_comment": "هذا تعليق قارئ ولا يجوز أن يظهر في المقال", "word_send": "إرسال",
        "word_most_read": "الأكثر قراءة", "word_newsletter": "اشترك في رسالتنا الأسبوعية",
        "word_copyright": "© جميع الحقوق محفوظة لمجلة النموذج", "word_read_also": "إقرأ أيضا",
        "word_older": "الأعداد السابقة", "word_published": "نشر في: {date}", "word_updated": " | آخر تحديث: {date}",
    },
    "fr": {
        "word_home": "Accueil", "word_by": "Par", "word_related": "Sur le même sujet", "word_comments": "Commentaires",
        "word_reader": "Un lecteur", "word_comment": "Commentaire de lecteur, hors de l'article",
        "word_send": "Envoyer",
        "word_most_read": "Les plus lus", "word_newsletter": "Recevez notre lettre de la semaine",
        "word_copyright": "© Le Magazine Modèle, tous droits réservés", "word_read_also": "Lire aussi",
        "word_older": "Numéros précédents", "word_published": "Publié le {date}",
        "word_updated": " | Mis à jour le {date}",
    },
}  # fmt: skip
