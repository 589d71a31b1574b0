"""Templates of what newsrooms print every day with other figures: same words, another story. Written for these tests.

`{d1}` to `{d9}` are degrees, `{h1}` to `{h9}` hundredths, `{v1}` to `{v9}` volumes; every one of them moves a little
from one day to the next, as the weather and the market do.
"""

from __future__ import annotations

WEATHER = {
    "ar": (
        "يرتقب، حسب توقعات مصلحة الأرصاد ليوم {weekday} {day} {month}، أن يكون الطقس {sky} بسهول {city} وهضاب"
        " {city2}، مع {wind} فوق مرتفعات {city3}.",
        "وستتشكل كتل ضبابية محلية خلال الصباح والليل قرب سواحل {city}، فيما ستظل الأجواء {sky2} بالأقاليم الجنوبية"
        " مع تناثر حبات رمل بين {city2} و{city3}.",
        "وستتراوح درجات الحرارة الدنيا ما بين {d1} و{d2} درجات بمرتفعات {city3}، وما بين {d3} و{d4} درجة بسهول"
        " {city}، وستكون في حدود {d5} درجة فيما تبقى من ربوع البلاد. أما العليا فستعرف {trend} لتبلغ {d6} درجة"
        " بناحية {city2}.",
        "وسيكون البحر {sea} بالواجهة المتوسطية والبوغاز، و{sea2} ما بين {city} و{city2}، وستهب رياح تصل سرعتها إلى"
        " {d7} كيلومترا في الساعة جنوب {city3}.",
    ),
    "fr": (
        "Le service de météorologie prévoit pour la journée du {weekday} {day} {month} un temps {sky} sur les"
        " plaines de {city} et les plateaux de {city2}, avec {wind} sur les reliefs de {city3}.",
        "Des bancs de brume se formeront le matin et la nuit près des côtes de {city}, tandis que le ciel restera"
        " {sky2} dans les provinces du sud, avec des chasse-sable locaux entre {city2} et {city3}.",
        "Les températures minimales oscilleront entre {d1} et {d2} degrés sur les reliefs de {city3}, entre {d3} et"
        " {d4} degrés dans les plaines de {city} et seront de l’ordre de {d5} degrés ailleurs. Les maximales seront"
        " {trend} et atteindront {d6} degrés aux environs de {city2}.",
        "La mer sera {sea} en Méditerranée et dans le détroit, {sea2} entre {city} et {city2}, avec des rafales de"
        " {d7} kilomètres à l’heure au sud de {city3}.",
    ),
}

MARKET = {
    "ar": (
        "ارتفع سعر صرف الدرهم بنسبة 0,{h1} في المائة مقابل الأورو وتراجع بنسبة 0,{h2} في المائة مقابل الدولار خلال"
        " الفترة الممتدة إلى غاية {day} {month}، حسب النشرة الأسبوعية للبنك.",
        "وأضاف المصدر أن الأصول الاحتياطية بلغت {v1},{h3} مليار درهم، بارتفاع نسبته 0,{h4} في المائة من أسبوع لآخر"
        " وبنسبة 4,{h5} في المائة على أساس سنوي، وأن متوسط المبلغ اليومي للتدخلات استقر عند {v2},{h6} مليار درهم.",
        "وعلى مستوى السوق بين البنوك، بلغ متوسط حجم التداول اليومي {v3},{h7} مليار درهم، واستقر المعدل خلال هذه"
        " الفترة عند 2,{h8} في المائة، فيما سجل مؤشر البورصة تغيرا قدره 0,{h9} في المائة.",
    ),
    "fr": (
        "Le dirham s’est apprécié de 0,{h1} % face à l’euro et déprécié de 0,{h2} % face au dollar durant la"
        " semaine close le {day} {month}, indique le bulletin hebdomadaire de la banque.",
        "Les avoirs de réserve se sont établis à {v1},{h3} milliards de dirhams, en hausse de 0,{h4} % d’une"
        " semaine à l’autre et de 4,{h5} % en glissement annuel, ajoute la même source, et les interventions ont"
        " atteint {v2},{h6} milliards en moyenne quotidienne.",
        "Sur le marché interbancaire, le volume quotidien moyen des échanges a été de {v3},{h7} milliards et le"
        " taux s’est situé à 2,{h8} % en moyenne, alors que l’indice de la bourse a varié de 0,{h9} %.",
    ),
}

MATCH = {
    "ar": (
        "حقق فريق {team} فوزا على ضيفه {team2} بنتيجة {goals} مقابل {goals2}، في المباراة التي جمعتهما يوم"
        " {weekday} برسم الدورة {d3} من البطولة.",
        "{detail}",
        "وبهذا الفوز رفع {team} رصيده إلى {d4} نقطة في المركز {d1}، فيما تجمد رصيد {team2} عند {d5} نقطة في المركز"
        " {d2}.",
    ),
    "fr": (
        "{team} s’est imposé devant {team2} sur le score de {goals} à {goals2}, {weekday}, pour le compte de la"
        " {d3}e journée du championnat.",
        "{detail}",
        "Avec ce succès, {team} compte {d4} points et occupe la {d1}e place, tandis que {team2} reste à {d5}"
        " points, au {d2}e rang.",
    ),
}

FIXTURES = {
    "ar": (
        "في ما يلي برنامج مباريات الدورة {d3} من البطولة، التي تجرى يومي {weekday} و{weekday2} حسب العصبة:",
        "{team} - {team2} (الساعة {d1} و30 دقيقة)",
        "{team3} - {team4} (الساعة {d2} و30 دقيقة)",
        "{team5} - {team6} (الساعة {d4} و15 دقيقة)",
    ),
    "fr": (
        "Voici le programme de la {d3}e journée du championnat, qui se jouera {weekday} et {weekday2}, selon la"
        " ligue :",
        "{team} - {team2} (à {d1}h30)",
        "{team3} - {team4} (à {d2}h30)",
        "{team5} - {team6} (à {d4}h15)",
    ),
}

TELEGRAM = {
    "ar": (
        "بعثت {body} برقية تهنئة إلى رئيس {country} بمناسبة العيد الوطني لبلاده.",
        "وأعربت في هذه البرقية عن أحر التهاني وأطيب المتمنيات لشعب {country} بموصول التقدم والازدهار في كنف الأمن"
        " والاستقرار.",
        "ومما جاء في البرقية: «أغتنم هذه المناسبة السعيدة لأعبر لكم عن عميق اعتزازي بما يجمع بلدينا من روابط {bond}"
        " قائمة على التقدير المتبادل، وعن حرصي الموصول على العمل سويا معكم من أجل تعزيز التعاون بين المغرب و{country}"
        " في مجال {thing}، بما يستجيب لتطلعات شعبينا {bond2}».",
    ),
    "fr": (
        "{body} a adressé un message de félicitations au président de {country} à l’occasion de la fête nationale de"
        " son pays.",
        "Dans ce message sont exprimées les plus chaleureuses félicitations et les meilleurs vœux de progrès et de"
        " prospérité au peuple de {country}, dans la sécurité et la stabilité.",
        "« Je saisis cette heureuse occasion pour vous dire combien je suis fier des liens {bond} qui unissent nos"
        " deux pays, fondés sur l’estime mutuelle, et pour vous assurer de ma volonté d’œuvrer de concert avec vous à"
        " renforcer la coopération entre le Maroc et {country} dans le domaine de {thing}, au service de nos peuples"
        " {bond2} », lit-on dans ce message.",
    ),
}

SLOTS = {
    "ar": {
        "sky": ("غائما جزئيا", "مستقرا في الغالب", "ممطرا بين الفينة والأخرى", "باردا نسبيا", "صحوا"),
        "wind": ("هبات رياح قوية نوعا ما", "زخات رعدية محلية", "تساقطات ثلجية خفيفة", "صقيع محلي"),
        "trend": ("انخفاضا", "ارتفاعا", "استقرارا"),
        "sea": ("هادئا", "هائجا", "قليل الهيجان"),
        "weekday": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
        "country": (
            "النرويج", "بنما", "السنغال", "الهند", "البرتغال", "كينيا", "فيتنام", "الأردن", "فنلندا", "غانا", "بيرو",
            "نيبال", "رواندا", "تايلاند", "كرواتيا", "إثيوبيا", "كوبا", "الكاميرون", "اليونان", "أوروغواي", "سلوفينيا",
            "زامبيا", "ماليزيا", "البحرين", "بولونيا", "الغابون",
        ),
        "bond": ("عريقة", "متينة", "أخوية", "طيبة", "صادقة", "راسخة", "مثمرة", "وثيقة"),
        "team": ("نجم الميناء", "اتحاد السهل", "شباب القلعة", "وفاق الواحة", "أمل الجبل", "نهضة السور", "رجاء النخيل"),
    },
    "fr": {
        "sky": ("nuageux", "plutôt stable", "pluvieux par moments", "assez froid", "dégagé"),
        "wind": ("des rafales assez fortes", "des averses orageuses", "des chutes de neige", "des gelées locales"),
        "trend": ("en baisse", "en hausse", "sans grand changement"),
        "sea": ("calme", "forte", "peu agitée"),
        "weekday": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        "country": (
            "Norvège", "Panama", "Sénégal", "Inde", "Portugal", "Kenya", "Vietnam", "Jordanie", "Finlande", "Ghana",
            "Pérou", "Népal", "Rwanda", "Thaïlande", "Croatie", "Éthiopie", "Cuba", "Cameroun", "Grèce", "Uruguay",
            "Slovénie", "Zambie", "Malaisie", "Bahreïn", "Pologne", "Gabon",
        ),
        "bond": ("anciens", "solides", "fraternels", "cordiaux", "sincères", "profonds", "étroits", "féconds"),
        "team": ("Étoile du Port", "Union de la Plaine", "Jeunesse du Fort", "Entente de l’Oasis", "Espoir de l’Atlas",
                 "Renaissance du Rempart", "Rapide des Palmiers"),
    },
}  # fmt: skip
