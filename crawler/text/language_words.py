"""Words that tell languages apart: function words, and for Moroccan Arabic the words only it uses.

General knowledge of the languages, as facts; how they are weighed is `crawler.text.language`'s business. The
languages nobody in this press writes (Portuguese, Italian, German, Dutch) are here to be told from the ones it does.
"""

from __future__ import annotations

from itertools import product


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _alike(words: frozenset[str]) -> frozenset[str]:
    """Add the spellings without hamza on alef and with ya for alef maqsura, both common in print."""
    bare = str.maketrans("أإآى", "ااا\u064a")
    return words | {word.translate(bare) for word in words}


LATIN: dict[str, frozenset[str]] = {
    "fr": _words(
        "le la les de des du un une et est en dans pour que qui sur au aux par pas plus avec ce cette ces "
        "son sa ses leur leurs ont été a à sont nous vous il elle ils elles mais ou où ne se on y d l qu "
        "c n j s m lors entre comme après avant sans sous vers chez très aussi même fait faire peut être "
        "avoir avait était étaient ainsi dont deux selon depuis afin alors contre notre nos votre vos "
        "tout tous toute toutes cela ceux celle celui donc car si déjà encore toujours jamais rien bien "
        "sera seront aura pourquoi comment quand quel quelle quoi ici moins autre autres plusieurs chaque "
        "face nouveau nouvelle année ans jour jours semaine mois prix hausse baisse marché gouvernement "
        "ministre ministère roi pays monde ville loi projet lutte santé école économie"
    ),
    "en": _words(
        "the of and to in is that for on was with as by at from are this have has it be an which were not "
        "he she his her they their said would will but or had been who what when where why how more than "
        "its after before into about over also can could should may might must does did do we you our "
        "your i my me us them there these those some any all no if so because while during between "
        "against under such other new one two first last year years says day days week month price prices "
        "rise rises market markets government minister ministry king country world city law project "
        "expected several opens announces calls health school people police"
    ),
    "es": _words(
        "el la los las de del y en que se por con para una un su al lo como más pero sus le ya o este "
        "esta estos estas porque entre cuando muy sin sobre también hasta hay donde quien desde todo "
        "todos toda nos durante uno les ni contra otros otro otra ese esa eso ante ellos fue son es era "
        "ser está están ha han no si sí según tras cada así aunque mientras dos año años qué cómo después "
        "antes hace hacer puede tiene sido había será día días semana mes precio precios sube suben "
        "mercado gobierno ministro ministerio rey país mundo ciudad ley proyecto nuevo nueva varios "
        "varias espera esperan salud escuela"
    ),
    "ary": _words(
        "dyal dial dyalo dyalha dyalhom dyalna dyali dyalk dialo dialha dialna diali wach wash wax bzaf "
        "bzzaf bezaf bezzaf 3la 3lach 3lash 3ndi 3andi 3ndo 3ando 3ndhom 3ndna 3ndk l7a9 7it hit 7ta hta "
        "7na hna hnaya m3a m3ak m3ah ma3a mn men ghadi ghadin ghadya gha ghir daba kayn kayna kaynin "
        "kaina kayen machi mashi hadchi hadshi had hada hadi hadou dik dak dok chno chnou chnowa achno "
        "ashno shno shnou fin fayn mnin kifach kifash kif fach bach bash rah raha rahom rani rak wakha "
        "wa5a walakin walakine walo walou wala wla wlla ola bghit bgha bghaw bghina bghiti khas khass "
        "khasni khasso khassna khasna li lli ila nta nti ntouma ntoma homa houma howa huwa hiya mzyan "
        "mzian mezyan mzyana chwiya chwia shwiya bhal b7al safi yallah yalah 3lih 3liha fih fiha lih liha "
        "likom lik dir dirt derna chi shi nas lmaghrib lmghrib blad lblad lyoum lyom ghda lbare7 kolchi "
        "kolshi kulshi ga3 7aja 7wayj w f b l makaynch makayn mabghitch ma3reftch ma3endich baraka za3ma "
        "ya3ni wi walidin drari sa7bi khoya 5oya khti chkoun shkoun imta 3afak hadak hadik"
    ),
    "pt": _words(
        "o os as do da dos das em um uma não com para por mais ao à é são foi ele ela isso este pelo pela "
        "também já seu sua muito até"
    ),
    "it": _words(
        "il di che è per non una sono della dei del nel alla gli le con da più anche ha si lo come ma "
        "questo delle degli nella dal"
    ),
    "de": _words(
        "der die das und ist nicht mit von den dem ein eine auf für im zu des sich auch als nach wird bei "
        "aus sind war hat wie über zum zur"
    ),
    "nl": _words("de het een van en in is dat op te zijn voor met niet aan er om ook als bij nog naar wordt uit deze"),
}

MSA: frozenset[str] = _alike(
    _words(
        "التي الذي الذين اللذين اللواتي هذه هذا ذلك تلك هؤلاء هناك لم لن قد لقد إلى أن أنه أنها أنهم إن "
        "إنه إنها كما حيث خلال عبر بينما ليس ليست سوف لدى نحو عندما منذ ضمن كان كانت كانوا يكون تكون لكن "
        "أو أم ثم إذا إذ إلا مثل غداة بعد قبل بين عن عند حول ضد دون كل بعض أي أيضا أيضاً أكد أكدت أضاف "
        "أضافت قال قالت أوضح أوضحت أعلن أعلنت أشار أشارت يجب يمكن تم يتم جاء جاءت هو هي هم نحن أنا مع ما "
        "لا في من على منها منه فيه فيها عليه عليها به بها له لها الأمر اليوم أمس حسب وفق أمام جدا فقط رغم "
        "أجل غير"
    )
)
"""Function words of standard Arabic, many of which Moroccan Arabic shares."""

MSA_ONLY: frozenset[str] = _alike(
    _words(
        "التي الذي الذين اللذين اللواتي هذه هذا ذلك تلك هؤلاء لم لن قد لقد إلى أن أنه أنها أنهم إن إنه "
        "إنها كما حيث خلال بينما ليس ليست سوف لدى نحو عندما منذ ضمن كانت يكون تكون إذ أيضا أيضاً أكد أكدت "
        "أضاف أضافت أوضح أوضحت أعلن أعلنت أشار أشارت يجب يمكن تم يتم نحن جاءت وفق أجل أو مما فيما ماذا "
        "لماذا متى أين"
    )
)
"""Words of standard Arabic that Moroccan Arabic says otherwise."""

_DARIJA_VERBS = _words(
    "قول قولو قولوا دير ديرو ديروا كون كونو هضر هضرو هدر هدرو مشي مشيو جي جيو عرف عرفو عرفوا بان بانو "
    "شوف شوفو شوفوا خدم خدمو خدموا عيش عيشو عيشوا لعب لعبو لعبوا بغي بغيو سمع سمعو طلب طلبو طلبوا دوز "
    "دوزو وقع وصل وصلو خلي خليو خلص خلصو عطي عطيو قدر قدرو قدروا بدا بداو طلع طلعو هبط نعس ضحك بكي "
    "سول سولو حاول حاولو تسنى تسناو تسناوا حس حسو شري شريو بيع بيعو خرج خرجو دخل دخلو رجع رجعو سافر "
    "كتب قرا قراو فهم فهمو صور تلاقاو عاني عانيو زيد زيدو تزاد ضرب هرب سكن سكنو تكلم تكلمو صرف فكر "
    "فكرو بقا بقاو ظن جيب جيبو وجد وجدو كذب حشم نسا تفرج تفرجو عجب عجبني ربح خسر عاود ستعمل"
)

DARIJA: frozenset[str] = _alike(
    _words(
        "بلي هادي مول غير حتى ديال ديالو ديالها ديالهم ديالنا ديالي ديالك ديالكم ديالهوم ديالت د واش هاد "
        "هادا هادو هادوك هاديك هاداك هادشي هادشى هداك هديك داكشي هدشي غادي غاديا غادية غاديين غاد دابا "
        "كاين كاينة كاينا كاينين ماكاينش مكاينش ماكينش ماشي مشي بزاف بزااف علاش فين فاين شنو شنوا اشنو "
        "أشنو شنهو شكون حيت حيتاش راه راها راهم راهوم راني راك راكم باش كيفاش كيفاه فاش ملي منين إمتى "
        "امتا فوقاش اللي لي واخا واخة بحال بحالو ديك داك دوك عندو عندها عندهم عندنا عندي عندك خاص خاصو "
        "خاصنا خاصك خاصهم خاصها بغيت بغا بغات بغاو بغينا بغيتو كنبغي نتا نتي انتا حنا نتوما هوما مزيان "
        "مزيانة مزيانين خايب خايبة دراري الدراري البنات بنادم كلشي كولشي والو شي شوية شويا زعما ياك صافي "
        "هضرة الهضرة كاع گاع ڭاع قاع داير دايرة دايرين درت دارو درنا تا حتا معا ف فهاد فديك فداك بيها "
        "بيهم ليه ليها ليهم لينا ليا ليك ليكم عليا عليك علينا عليكم منو معاه معاها معاهم معاك معايا راجل "
        "مرا لمرا الفلوس فلوس فلوسها خدمة الخدمة لخدمة هنا هناك هنايا تما لهيه دغيا عاد باقي باقا باقين "
        "كيما كيف بلاصة بلاصتو فوق لتحت برا زوين زوينة كبير حاجة شحال مابقاش مابقيناش مبقاش ماعندوش "
        "ماعندهمش معندوش ماعرفناش ماكانش مكانش ماغاديش مغاديش ولا وليدات الوليدات لواليدين خويا ختي صاحبي "
        "العيالات لعيالات سيمانة سميتو سميتها هدرة كنت كنا كانو قالو قالي قاليا جاو مشاو شافو دارت صيفط "
        "صيفطو جابو عطاو طوموبيل طوموبيلة لوطو كوزينة سير أجي اجي يالاه يلاه الله دايما ديما حيد حيدو زيد "
        "تاني بعدا الزلط الحوايج حوايج الدار لدار لبلاد البلاد الناس نهار النهار لبارح البارح غدا ليوم"
    )
    | {
        prefix + verb
        for prefix, verb in product(
            ("كي", "كت", "كن", "كاي", "كات", "كان", "تي", "تاي", "غي", "غت", "غن"), _DARIJA_VERBS
        )
    }
)
"""Words of Moroccan Arabic, those that standard Arabic shares included; see DARIJA_SHARED."""

DARIJA_SHARED: frozenset[str] = _alike(
    _words(
        "بحال قاع لبلاد لدار ليوم لخدمة بعدا دوك ملي هادي مول حتى هناك هنا كيف كبير حاجة خدمة الخدمة زيد "
        "الله البنات البلاد الناس نهار النهار غدا عندي عندك عندها عندهم عندنا كنت كنا دارت الدار غير باقي "
        "ولا فوق خاص لنا عليك علينا عليكم ليك سير دايما د ف لي شي تا ماشي راجل تاني كيما عاد معا انتا حنا "
        "فين راك لينا صافي داك ديك فداك"
    )
)
"""Words of that list that standard Arabic, or another dialect it quotes, has too: weak evidence."""
