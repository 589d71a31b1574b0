"""Words of the French stories, all written for this paper: no person, body or event in them is real.

Built like `words_ar`. Clauses begin with a consonant, so that every one of them may follow "que".
"""

from __future__ import annotations

CITIES = (
    "Rabat", "Casablanca", "Fès", "Marrakech", "Tanger", "Agadir", "Meknès", "Oujda", "Kénitra", "Tétouan", "Safi",
    "El Jadida", "Béni Mellal", "Nador", "Taza", "Laâyoune", "Dakhla", "Ouarzazate", "Khouribga", "Essaouira",
    "Settat", "Ifrane",
)  # fmt: skip

BODIES = (
    "la direction régionale", "le conseil communal", "le ministère de tutelle", "la chambre de commerce",
    "la fédération professionnelle", "le comité mixte", "la coopérative agricole", "la direction du port",
    "la société de développement local", "le syndicat du secteur", "le bureau d’études", "la délégation provinciale",
    "le centre météorologique", "le collectif des riverains",
)  # fmt: skip

THINGS = (
    "l’huile d’olive", "l’eau potable", "la pêche côtière", "le transport scolaire", "la filière du miel",
    "l’énergie solaire", "le tourisme de montagne", "la production céréalière", "le livre scolaire", "le textile",
    "le théâtre universitaire", "la route rurale", "le lait", "le train régional", "la lecture publique",
    "le football féminin", "la datte", "l’artisanat du cuir", "les archives municipales", "le tri des déchets",
)  # fmt: skip

AUTHORS = ("La rédaction", "Salma Modèle", "Karim Exemple", "Correspondant régional", "Nadia Spécimen")

OPENERS = (
    "Dans un communiqué, {body} indique que",
    "Le rapport publié le {day} {month} {year} souligne que",
    "À {city}, {body} rappelle que",
    "Une source proche du dossier précise que",
    "Les chiffres communiqués par {body} montrent que",
    "De son côté, {body} estime que",
    "Plusieurs habitants de {city} constatent que",
    "Lors d’une rencontre tenue à {city2}, il est apparu que",
    "Le document consulté par le journal relève que",
    "Interrogée par nos soins, une responsable de {city} répond que",
    "Au mois de {month}, {body} avait annoncé que",
    "Les professionnels de {city} jugent que",
    "La même source ajoute que",
    "Il ressort des débats que",
    "Sur le terrain, on observe que",
    "Les porteurs du projet assurent que",
    "Dans le détail, le bilan de {month} révèle que",
    "Contre toute attente, {body} reconnaît que",
    "Reste que",
    "Le calendrier prévoit que",
)

CLAUSES = (
    "le nombre de bénéficiaires a atteint {n} personnes",
    "les travaux de la route reliant {city} à {city2} prendront fin en {month} {year}",
    "les prix concernant {thing} ont reculé de {pct} %",
    "le budget consacré au secteur dépasse {n} millions de dirhams",
    "près de {n} élèves de {city} ont participé au concours de lecture",
    "les pluies relevées autour de {city} ont totalisé {small} millimètres en une journée",
    "le taux de remplissage des barrages voisins de {city} se stabilise à {pct} %",
    "les autocars entre {city} et {city2} ont transporté {n} voyageurs en {month}",
    "le salon dédié à la région a reçu {n} visiteurs en {small} jours",
    "la commission a visité {small} sites dans la périphérie de {city}",
    "le chantier doit créer {n} emplois directs",
    "le dossier traîne depuis {year}",
    "la caravane médicale a offert {n} consultations aux habitants de {city}",
    "les trottoirs du marché central de {city} attendent une réfection",
    "la convention signée avec {body} court sur {small} ans",
    "les exportations ont porté sur {n} tonnes",
    "le club local l’a emporté par {goals} à {goals2} face aux visiteurs de {city2}",
    "la prochaine édition du festival de {city} durera {small} jours",
    "les demandes déposées auprès des services de {city} sont passées à {n}",
    "les agriculteurs de {city} guettent les aides promises pour {month}",
    "les lampadaires de {city} seront remplacés par {n} ampoules économes",
    "la bibliothèque municipale de {city} a reçu {n} ouvrages",
    "les vols entre {city} et {city2} reprendront le {day} {month}",
    "la nouvelle usine de {city} doublera sa production avant la fin de {year}",
    "la consommation baisse dans les campagnes et monte dans les villes",
    "la cité universitaire de {city} loge {n} étudiants",
    "les tranches restantes concernent {small} communes rurales",
    "des enquêteurs ont interrogé {n} familles de {city} et de {city2}",
    "la station d’épuration proche de {city} tourne à mi-régime",
    "le marché hebdomadaire sera déplacé à {small} kilomètres du centre de {city}",
    "les recettes du secteur se montent à {n} millions de dirhams à fin {month}",
    "le petit musée de {city} expose {n} pièces de siècles différents",
    "les pistes de montagne menant vers {city} ont rouvert après {small} jours de neige",
    "les coopératives féminines sont passées de {small} à {n}",
    "la première phase de la ligne de {city} a coûté {n} millions de dirhams",
    "le feu déclaré dans une forêt voisine de {city} a parcouru {small} hectares",
    "les réserves actuelles couvrent {small} mois de besoins",
    "le prix de cette année revient à des jeunes de {city}",
    "le recensement a débuté le {day} {month} dans {small} provinces",
    "les plages de {city} feront l’objet de nouvelles analyses en {month}",
    "le tarif du stationnement au centre de {city} reste inchangé jusqu’à fin {year}",
    "le bulletin d’alerte vise les hauteurs de {city} et les plaines de {city2}",
    "la dernière criée a écoulé {n} tonnes de marchandise",
    "la vieille école de {city} retrouve sa façade après {small} ans de travaux",
    "la facture d’importation se réduit de {pct} %",
    "toute la filière attend un signal de {body}",
)

TAILS = (
    ", soit une hausse de {pct} % par rapport à {month}",
    ", après un retard de {small} mois",
    ", en attendant le feu vert de {body}",
    ", contre {n} seulement du côté de {city2}",
    ", conformément au plan adopté en {year}",
    ", comme nous avons pu le constater le {day} {month}",
    ", malgré les difficultés rencontrées à {city2}",
    ", les résultats étant attendus pour le {day} {month}",
    ", contre {n} un an plus tôt",
    ", grâce à un financement partagé avec {body}",
    ", une première depuis {year}",
    ", hors zones de montagne",
    ", sous réserve du respect du cahier des charges",
    ", ce que les riverains accueillent avec soulagement",
    ", alors que {body} réclame des délais plus clairs",
    "", "", "", "", "", "",
)  # fmt: skip

QUOTES = (
    "« Chez nous, à {city}, {thing} compte beaucoup, et nous attendons depuis {small} ans », confie un participant",
    "« {n} dossiers par mois, c’est beaucoup », soupire un responsable local",
    "Une habitante de {city} s’interroge : « Qui paiera après le mois de {month} ? »",
    "« Rendez-vous à {city2} le {day} {month} pour juger sur pièces », conclut notre interlocuteur",
    "« Nous étions dix au départ, nous voilà {n} », sourit une coopératrice",
    "La réponse de {body} tient en une phrase : « Le projet continue jusqu’en {year} »",
)

HARAKAT: tuple[str, ...] = ()

QUOTED_BOILERPLATE = (
    "Sur le mur de la galerie, les mots « Laisser un commentaire » intriguent les {n} visiteurs de {city}",
    "La pièce jouée à {city} porte un drôle de titre : « Lire aussi entre les lignes »",
    "Au marché, une pancarte « Partager, c’est multiplier » accueille les clients venus pour {thing}",
    "Le conteur achève toujours par « Tous droits réservés à celui qui rit le premier », au grand plaisir du public",
)

TITLES = (
    "{city} : {thing} au cœur des débats après {n} demandes",
    "{city} prépare la saison, {n} visiteurs attendus en {month}",
    "{n} millions de dirhams pour {thing} entre {city} et {city2}",
    "Pourquoi {thing} inquiète les habitants de {city}",
    "À {city}, {thing} recule de {pct} % en {month}",
    "« Nous restons ouverts au dialogue » : {body} s’explique à {city}",
    "{city} et {city2} signent un accord sur {small} ans",
    "Un centre ouvre à {city} le {day} {month}",
    "{thing} : ce que dit le rapport sur {city}",
    "De {city} à {city2}, une caravane pour {thing}",
    "{n} emplois annoncés dans la périphérie de {city}",
    "Les pluies de {month} soulagent {city}",
    "Après {small} mois d’arrêt, retour à la normale à {city}",
    "Des jeunes de {city} inventent une solution pour {thing}",
    "Le chiffre du jour : {n} tonnes passées par {city}",
    "Entretien : {body} répond sur {thing} à {city}",
    "Reportage : {small} jours sur la route de {city}",
    "Ce qui change à {city} à partir du {day} {month}",
    "{city} face à {city2} : {goals} à {goals2}, récit d’une soirée",
    "Retour sur {thing}, {small} ans après {year}",
)

SUBTITLES = (
    "De nouvelles données concernent {n} familles, et les attentes sont grandes",
    "Notre tournée entre {city} et {city2} au mois de {month}",
    "Les autorités parlent de {pct} %, les professionnels en veulent davantage",
    "La décision finale est attendue le {day} {month}",
    "Un dossier ouvert depuis {year}",
)

HEADINGS = (
    "Des chiffres et des attentes",
    "Et après {month} ?",
    "Paroles de {city}",
    "Un coût à partager",
    "Le contexte",
)

LIST_ITEMS = (
    "aménager {small} points de vente à {city}",
    "former {n} jeunes de {city2}",
    "débloquer {n} millions de dirhams",
    "publier un bilan avant le {day} {month}",
    "ouvrir un guichet à {city2}",
)

CAPTIONS = ("Vue de {city}, image d’archives", "Le chantier de {city} en {month}", "Marché de {city}, le {day} {month}")

ANCHORS = "comme le journal l’avait raconté au sujet de {city}"
