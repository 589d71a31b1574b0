"""Arabic words without what is written joined to them: the article, conjunctions, prepositions, regular endings.

For finding, never for reading, and careful rather than thorough: a word too short, or one that merely begins or ends
so ("وزير" is not "و" and "زير"), stays whole. Snowball's Arabic stemmer makes "زير" of it, "ريق" of "فريق", "لاد" of
"بلاد" and "يارا" of "سيارات", which is why it is not used. Words come and go as `crawler.text.arabic.fold` leaves them.
"""

from __future__ import annotations

import re

LEAST_AFTER_ARTICLE = 3
"""Letters that must be left after the article: of shorter words it is mostly a part ("الف", "الم")."""

LEAST_AFTER_LETTER = 4
"""Letters that must be left after a joined letter, and before an ending."""

_ARABIC_WORD = re.compile("[\u0621-\u064a]+")
ARTICLE = re.compile("[وف]?[بك]?ال|[وف]?لل")
"""What a word begins with that has the article, or looks so."""

_JOINED = {"و": "بلك", "ف": "بلك", "ب": "", "ل": "", "ك": ""}
"""Letters written joined to the next word, and those that can stand between."""


def _alternatives(beginnings: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(beginnings.split(), key=len, reverse=True)))


# Of words, and of all that is derived from them, whose own letters look like an article.
_NO_ARTICLE = _alternatives(
    # German, Albania, thousand, pain, machine, to
    "المان الباني الفي الفا الاف المي الالام اليه اليات اليك اليهم الينا اليها اليوت"
    # who and which
    " الذي الذين اللذ اللت اللات اللوات التي"
    # verbal nouns of verbs that begin with alef, lam
    " التزام التقا التقي التقت التهاب التحاق التحق التمس التماس التباس التفاف التف التهم التهام التجا"
    " التجي التصاق الغا الغي الغت القاء القي القت الهام الزام الحاق الصاق العاب الوان الواح"
    # names and loans
    " الكترون اليكس اليزابيت السندر السكندر الفونس الفريد البير البرت الماس البوم اليسا الياس الجيرالد"
    # and into, governor, father; mature, balloon, ballet; California, calcium, falcon
    " والي والد والت والاس والف بالغ بالون باليه بالي بالت بالك بالوم باليست كاليف كالسي كاليدون كالفن"
    " كاليغ فالنسي فالنت فالح فاليري فالكون فالفيرد فالس فالنك"
)
_OWN_LETTER = {
    "و": _alternatives(
        "واثق واجب واجه واحد واحه واد وادي وارد وارسو واسع واشنطن واصل واصف واضح واعد واعي وافد وافر وافق"
        " وافي واقع واقف وال واليس واكب واهب وباء وبايي وتر وتير وثاي وثايق وثيق وثق وجب وجد وجه وجوب وجود"
        " وجوه وجيه وجيز وحد وحش وحي وداع وداد ودي ودع وراء وراث وراق وراي ورث ورد ورش ورزاز ورط ورق ورود وريث"
        " وريد وزار وزان وزراء وزع وزن وزير وسا وسط وسع وسم وسيط وسيل وسيم وشاح وشيك وصاي وصاف وصف وصل وصول"
        " وصي وصيف وضع وضعي وضوح وضوء وطن وطيد وظاي وظف وظيف وعاء وعد وعكه وعود وعور وعي وفا وفاء وفد وفر وفق"
        " وفود وفير وفيات وقاء وقاي وقاحه وقار وقاف وقايع وقت وقع وقف وقوع وقوف وقود وكاء وكال وكلاء وكيل ولاد"
        " ولاء ولاي ولاه ولادات ولد ولوج وليد وليم وليم وليمه وميض وهاب وهران وهم وهمي وهبي ويكي ويلز وينستون"
        " ولع وسخ وشم وحاد وجن وثن"
    ),
    "ف": _alternatives(
        "فاتح فاتن فاتور فاجع فاحش فاخر فادح فارس فارغ فارق فاروق فاسد فاسي فاشل فاشي فاصل فاضل فاطم فاعل"
        " فاقد فاكه فايد فايز فايق فبراير فتاوى فتاوي فتح فتر فتره فتنه فتوح فتور فتي فجر فجوه فحص فحوص فخام"
        " فخر فداي فرار فراغ فراق فرانس فرانك فرايس فرج فرح فرد فردوس فرز فرس فرسان فرش فرص فرض فرع فرعون فرق"
        " فرن فرنس فروس فروع فروق فرقه فريد فريق فريض فزاعه فساد فستان فسخ فسح فسيح فشل فصاح فصايل فصل فصول"
        " فصيح فصيل فضاء فضاءات فضاي فضايح فضايي فضل فضول فضيح فضيل فطور فطير فظاع فعال فعل فعول فقدان فقر"
        " فقراء فقره فقيه فقيد فقير فكاه فكر فكره فلاح فلاحي فلاسف فلسط فلسف فلفل فلكي فلوس فلوريد فنادق فنان"
        " فنجان فندق فنزويل فنلند فنون فني فهرس فهم فواتير فواجع فوار فوارق فواصل فواكه فوايد فوج فوز فوسفاط"
        " فوسبوك فوضي فوق فولاذ فيتامين فيتنام فيدراي فيدرال فيديو فيروس فيزا فيزياي فيسبوك فيصل فيضان فيفري"
        " فيلا فيلسوف فيلم فينيس فييات فيالق فيينا فصيله فرحات فناء فنيه فيتو فلول فتيل"
    ),
    "ب": _alternatives(
        "باحث باخر بادر باديه بارد بارز بارع بارك باريس بارو بارون بارلام بارا بازار باسل باسم باشا باشر باص"
        " باطل باطن باع باعث باق باقه باكستان باكالوري باكور بايت بايدن بايع بايعه بايرن بترول بتر بحار بحث"
        " بحري بحرين بحوث بحير بخار بخور بخيل بداي بدر بدل بدن بدو بدون بديع بديل بدايل بذخ بذور براء براج"
        " براد برادع براز برازيل براعه برامج برايل برتغال برتقال برج برد بردعه برشلون برشيد برق برك بركان بركه"
        " برلمان برلماني برلين برليم برنام برهان برهن برودكاست بروتوكول بروفيسور بروكسل بروز بري بريد بريطاني"
        " بريج بريستول بساط بساتين بستان بسيط بسطاء بشر بشري بشير بشاع بشع بصر بصري بصم بصيره بضاع بضايع بطاري"
        " بطاق بطال بطاطس بطايق بطل بطول بطيء بطون بعث بعثات بعد بعض بعيد بغداد بغال بغضاء بقايا بقاء بقال بقر"
        " بكاء بكالور بكتير بكر بكين بلاتين بلاد بلاسم بلاستيك بلاغ بلاط بلاي بلجيك بلح بلد بلدان بلدي بلطج"
        " بلغار بلغت بلغه بلور بلوك بليغ بليون بناء بناءات بناي بنات بنايه بنادق بندقي بندر بنزين بنغلاد بنك"
        " بنكي بنكيران بنود بنوك بني بنيات بنيه بنسعيد بنعبد بنعلي بنموس بنسليمان بهاء بهجه بهلوان بواب بوابه"
        " بواخر بوادر بوادي بواسط بواسير بوتفليق بوتين بودكاست بوريط بورصه بوركين بورقيب بوشارب بوصله بوعياش"
        " بوعكه بوفال بولند بوليس بوليفي بولونيا بوليساريو بوليو بومبيو بوينغ بوينس بويه بويا بيان بيئ بييه"
        " بييي بيت بيتكوين بيداغوج بيضاء بيضاوي بيروت بيرو بيروقراط بيزنطي بيطري بيع بيل بيلاروس بينما بيوت"
        " بيولوجي بيونسي بيضه بيرنار بطانه برمج بحبوح بعوض بسال بدانه بدون بدوي بدين بداهه بسمه بيسان بلقيس"
        " بثين برميل براميل بصل بقره بقعه بقاع بنفسج بريء برير بربر بطريق بوروند بنين"
    ),
    "ل": _alternatives(
        "لاتين لاجي لاحظ لاحق لاذع لازال لازم لاسيما لاعب لافت لافته لاقت لايح لاييك لبنان لبوس لباس لباق لتر"
        " لجان لجن لجوء لجات لحاف لحظ لحم لحوم لحن لخص لدغ لذا لذيذ لزوم لسان لسع لشبون لصوص لصالح لطاف لطف"
        " لطيف لطيفه لعاب لعب لعبه لعن لعنه لغات لغايه لغز لغوي لفت لفظ لقاء لقاءات لقاح لقاي لقب لقجع لقد"
        " لقطات لقطه لكسمبورغ لكمات لكن لكنه للاسف لماذا لمح لمحات لمس لمسات لندن لهجات لهجه لهفه لواء لوائح"
        " لوايح لوازم لوبي لوحات لوحه لوجيستي لوجست لوزان لوس لوكسمبورغ لويس ليبرال ليبي ليبيري ليث ليزر"
        " ليفربول ليل ليله ليالي ليون ليونه ليستر ليتوان ليموزين لحيه لبوه لبيب لياق ليسان"
    ),
    "ك": _alternatives(
        "كابل كابوس كاتب كاتدراي كاتلون كاثوليك كادح كادر كارث كارلوس كاريبي كازا كاس كاساني كاسح كاشف كافح"
        " كافر كافه كافي كالع كامل كاميرا كاميرون كاهل كاهن كاين كباب كبار كبد كبر كبسول كبير كتاب كتاتيب كتب"
        " كتبي كتل كتمان كتيب كثاف كثر كثير كحول كرات كراتيه كراس كراسي كرام كراهي كربلاء كربون كرتون كرد"
        " كردست كرسي كرم كرنفال كرنب كرواسي كرواتي كروات كروي كره كروش كريستي كريم كسابق كساء كسب كسر كسوف"
        " كسول كسكس كشاف كشف كشمير كعب كعك كفاء كفاءات كفاح كفاله كفايه كفر كفيل كلاب كلاسيك كلام كلب كلف كلفه"
        " كلم كلمات كلمه كلي كليات كليه كلور كلوي كليميم كماش كمال كمبيوتر كمبودي كمدرب كمام كمان كمون كمي"
        " كميات كميه كمين كناري كناي كنايس كنز كندي كندا كنس كنف كنوز كنيس كهرب كهوف كهول كواكب كوالالمبور"
        " كواليس كوبا كوبري كوبنهاغن كوت كوتا كوثر كوچ كوخ كوري كوريا كوريدور كورنيش كورون كوستاريكا كوسوفو"
        " كوفيد كوكايين كوكب كول كولوم كوليرا كوميدي كوميسير كونت كونغرس كونغو كوهين كوكاي كويت كياسه كيان كيف"
        " كيفيه كيلو كيماوي كيمياء كيمياي كينشاسا كيني كينيا كييف كيسي"
    ),
}
_OWN_ENDING = _alternatives(
    # Plurals in -at are many; these are singulars, or plurals of another kind.
    "اوقات اصوات اموات ابيات بيانات نبات ثبات سبات وفيات بنات ذوات اخوات"
    # Singulars in -an, -in, -un, -na, -ha.
    " فلسطين ملايين قوانين ميادين عناوين تمارين بساتين شياطين ثعابين سكاكين فساتين مساكين براهين مضامين"
    " موازين بنزين تكوين تحسين تدوين تخزين تعيين تامين تلقين تمكين تلوين تثمين تضمين تهجين تسخين تبيين"
    " توطين تدخين تمرين ياسمين انسولين صحيين قانون تعاون مليون تلفزيون ليمون زيتون هرمون مضمون عثنون"
    " كاميرون بروتون صابون ماكرون الكترون سيمون ديكامرون عيون سجون ديون شوون فنون غصون بطون قرون حصون"
    " مدينا سفينا خزينا"
)
_ENDINGS = re.compile(
    "(?P<possessed>ت(?:ها|هم|هن|هما|نا|كم))|(?P<owner>ها|هم|هن|هما|نا|كم)"
    "|(?P<plural>ات(?:ها|هم|هن|هما|نا|كم)?)|(?P<many>ون|ين)"
)


def stems(word: str) -> tuple[str, ...]:
    """Return the forms a folded Arabic word is found by besides its own, none where nothing is joined to it.

    More than one where the ending does not tell: "قرارات" is the plural of "قرار" and could be that of "قراره".
    """
    if not _ARABIC_WORD.fullmatch(word):
        return ()
    bare = _without_joined(word)
    found = dict.fromkeys((bare, *_without_ending(bare)))
    found.pop(word, None)
    return tuple(found)


def _without_joined(word: str) -> str:
    """Return the word without the article and the letters before it, or without letters joined to a bare word."""
    article = ARTICLE.match(word)
    if article is not None:
        rest = word[article.end() :]
        if len(rest) >= LEAST_AFTER_ARTICLE and not _NO_ARTICLE.match(word) and not _NO_ARTICLE.match(word[1:]):
            # "للجنه" is "ل" and "اللجنه": one of its three lams is not written.
            if article[0].endswith("لل") and _OWN_LETTER["ل"].match(f"ل{rest}"):
                return f"ل{rest}"
            return rest
    joined = word[:1]
    if joined not in _JOINED or len(word) <= LEAST_AFTER_LETTER or _OWN_LETTER[joined].match(word):
        return word
    rest = word[1:]
    second = rest[:1]
    if second in _JOINED[joined] and len(rest) > LEAST_AFTER_LETTER and not _OWN_LETTER[second].match(rest):
        return rest[1:]
    return rest


def _without_ending(word: str) -> tuple[str, ...]:
    """Return what the word can be without its ending, nothing where it has none."""
    for start in range(LEAST_AFTER_LETTER - 1, len(word) - 1):
        ending = _ENDINGS.fullmatch(word, start)
        if ending is None or _OWN_ENDING.match(word):
            continue
        rest = word[:start]
        kind = ending.lastgroup
        if kind == "possessed" and len(rest) >= LEAST_AFTER_ARTICLE:
            return (f"{rest}ه",)
        if len(rest) < LEAST_AFTER_LETTER:
            return (f"{rest}ه",) if kind == "plural" else ()
        return (rest, f"{rest}ه") if kind == "plural" else (rest,)
    return ()
