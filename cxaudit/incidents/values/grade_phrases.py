"""What is said of good and bad, by those who are pleased and those who are not: words and faces of seven languages."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

BEST, GOOD, MIDDLE, BAD, WORST = 5.0, 4.0, 3.0, 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Language:
    """How a language grades: words apart by commas, without accents.

    `pleased` and `displeased` are adjectives, each in every form it is bent to. Before (in some languages behind) them
    stand words that make them stronger or weaker, and words that deny `pleased`: wholly, or in part.
    """

    pleased: str
    displeased: str
    strongly: str
    mildly: str
    moderately: str
    hardly: str  # little or not very
    by_no_means: str
    best: str
    good: str
    middle: str
    bad: str
    worst: str


LANGUAGES = MappingProxyType(
    {
        "en": Language(
            "satisfied, pleased, content",
            "dissatisfied, unsatisfied, displeased, disappointed, not satisfied, not happy",
            "very, extremely, completely, highly, totally, fully, really, absolutely, entirely, most",
            "somewhat, rather, quite, fairly, mostly, generally, a little, slightly, a bit, mildly",
            "moderately, partly, partially",
            "not very, not so, not really, hardly, not particularly, barely",
            "not at all, not in the least, in no way",
            "good, great, excellent, amazing, awesome, very good, outstanding, exceptional, fantastic, superb, perfect,"
            " wonderful, brilliant, good with comment, goodwithcomment, positive, very positive, happy, very happy,"
            " extremely happy, delighted, strongly agree, completely agree, totally agree, thumbs up, thumbsup, like,"
            " liked, loved it, exceeded expectations, far above expectations, yes, promoter",
            "above average, agree, somewhat agree, above expectations, quite good, pretty good, fairly happy",
            "neutral, ok, okay, average, fair, acceptable, so so, mixed, passable, indifferent, met"
            " expectations, meets expectations, neither agree nor disagree, neither good nor bad, neither, undecided,"
            " passive, neither happy nor unhappy, adequate",
            "below average, disagree, somewhat disagree, below expectations, not good, not great, fairly unhappy,"
            " quite bad, needs improvement, mediocre",
            "bad, terrible, poor, very poor, very bad, awful, horrible, dreadful, unacceptable, abysmal, appalling,"
            " bad with comment, badwithcomment, negative, very negative, unhappy, very unhappy, extremely unhappy,"
            " strongly disagree, completely disagree, totally disagree, thumbs down, thumbsdown, dislike, disliked,"
            " hated it, angry, furious, far below expectations, no, detractor, worst, frustrated",
        ),
        "de": Language(
            "zufrieden",
            "unzufrieden, enttauscht",
            "sehr, ausserst, vollkommen, vollig, voll, voll und ganz, hochst, extrem, absolut, total, besonders, ganz",
            "eher, ziemlich, etwas, uberwiegend, grosstenteils, weitgehend",
            "mittelmassig, massig, teilweise, einigermassen, bedingt, teils",
            "weniger, wenig, kaum, nicht sehr, nicht so, eher nicht, nicht besonders, nicht",
            "gar nicht, uberhaupt nicht, absolut nicht, ganz und gar nicht",
            "gut, sehr gut, ausgezeichnet, hervorragend, exzellent, perfekt, super, toll, grossartig, spitze, positiv,"
            " glucklich, sehr glucklich, begeistert, stimme voll zu, stimme vollig zu, stimme voll und ganz zu, trifft"
            " voll zu, daumen hoch, ja, gut mit kommentar",
            "eher gut, ziemlich gut, stimme zu, stimme eher zu, trifft zu, trifft eher zu",
            "neutral, befriedigend, mittel, mittelmassig, durchschnittlich, durchschnitt, geht so, teils teils,"
            " unentschieden, weder noch, weder gut noch schlecht, in ordnung, so lala, massig",
            "ausreichend, eher schlecht, ziemlich schlecht, nicht gut, stimme nicht zu, stimme eher nicht zu, trifft"
            " nicht zu, trifft eher nicht zu",
            "schlecht, sehr schlecht, mangelhaft, ungenugend, furchtbar, schrecklich, miserabel, katastrophal,"
            " unterirdisch, grottenschlecht, inakzeptabel, negativ, unglucklich, sehr unglucklich, verargert, stimme"
            " uberhaupt nicht zu, stimme gar nicht zu, trifft uberhaupt nicht zu, trifft gar nicht zu, daumen runter,"
            " nein, schlecht mit kommentar",
        ),
        "fr": Language(
            "satisfait, satisfaite, satisfaits, satisfaites, content, contente",
            "insatisfait, insatisfaite, insatisfaits, insatisfaites, mecontent, mecontente, decu, decue",
            "tres, tout a fait, extremement, totalement, entierement, completement, pleinement, vraiment",
            "plutot, assez, un peu, globalement",
            "moyennement, partiellement, moderement",
            "peu, pas tres, plutot pas, pas vraiment, pas, pas assez, plutot peu, tres peu",
            "pas du tout, aucunement, absolument pas, nullement",
            "bien, tres bien, bon, bonne, tres bon, tres bonne, excellent, excellente, parfait, parfaite, super,"
            " formidable, positif, positive, heureux, heureuse, ravi, ravie, enchante, tout a fait d accord, pouce"
            " leve, oui",
            "assez bien, assez bon, plutot bien, plutot bon, d accord, plutot d accord",
            "neutre, moyen, moyenne, passable, correct, correcte, acceptable, sans opinion particuliere, mitige,"
            " ni d accord ni pas d accord, ni bon ni mauvais, bof, indifferent",
            "plutot mauvais, plutot mauvaise, assez mauvais, insuffisant, insuffisante, mediocre, pas d accord, plutot"
            " pas d accord, pas bien, pas bon",
            "mal, tres mal, mauvais, mauvaise, tres mauvais, tres mauvaise, horrible, terrible, affreux, nul, nulle,"
            " inacceptable, lamentable, catastrophique, negatif, negative, malheureux, malheureuse, pas du tout d"
            " accord, pouce baisse, non, furieux",
        ),
        "es": Language(
            "satisfecho, satisfecha, satisfechos, satisfechas, contento, contenta",
            "insatisfecho, insatisfecha, insatisfechos, insatisfechas, descontento, descontenta, decepcionado,"
            " decepcionada",
            "muy, totalmente, completamente, extremadamente, sumamente, plenamente, absolutamente",
            "algo, bastante, mas bien, un poco",
            "moderadamente, medianamente, parcialmente, regularmente",
            "poco, no muy, no, muy poco, no tan, apenas",
            "nada, para nada, en absoluto, de ningun modo",
            "bueno, buena, bien, muy bueno, muy buena, muy bien, excelente, perfecto, perfecta, genial, estupendo,"
            " optimo, positivo, positiva, feliz, muy feliz, encantado, encantada, totalmente de acuerdo, muy de"
            " acuerdo, pulgar arriba, si",
            "bastante bien, bastante bueno, bastante buena, de acuerdo",
            "neutral, neutro, regular, normal, aceptable, indiferente, medio, ni de acuerdo ni en desacuerdo, ni bueno"
            " ni malo, mas o menos, correcto",
            "bastante mal, bastante malo, bastante mala, insuficiente, mediocre, deficiente, en desacuerdo",
            "malo, mala, mal, muy malo, muy mala, muy mal, pesimo, pesima, terrible, horrible, fatal, inaceptable,"
            " negativo, negativa, infeliz, muy infeliz, enfadado, enfadada, totalmente en desacuerdo, muy en"
            " desacuerdo, pulgar abajo, no",
        ),
        "it": Language(
            "soddisfatto, soddisfatta, soddisfatti, soddisfatte, contento, contenta",
            "insoddisfatto, insoddisfatta, insoddisfatti, insoddisfatte, scontento, scontenta, deluso, delusa",
            "molto, estremamente, completamente, totalmente, pienamente, del tutto, assolutamente",
            "abbastanza, piuttosto, un po, alquanto",
            "mediamente, moderatamente, parzialmente, discretamente",
            "poco, non molto, non, non tanto, molto poco, non del tutto",
            "per niente, per nulla, affatto, non affatto, niente affatto, per niente affatto",
            "buono, buona, bene, molto buono, molto buona, molto bene, ottimo, ottima, eccellente, perfetto, perfetta,"
            " fantastico, positivo, positiva, felice, molto felice, molto d accordo, completamente d accordo,"
            " totalmente d accordo, pollice in su, si",
            "abbastanza buono, abbastanza bene, discreto, discreta, d accordo, abbastanza d accordo",
            "neutro, neutrale, medio, media, sufficiente, accettabile, cosi cosi, indifferente, normale, ne d accordo"
            " ne in disaccordo",
            "insufficiente, mediocre, scarso, scarsa, in disaccordo, poco d accordo, non buono, non buona",
            "cattivo, cattiva, male, molto male, pessimo, pessima, terribile, orribile, inaccettabile, molto scarso,"
            " negativo, negativa, infelice, molto infelice, arrabbiato, arrabbiata, per niente d accordo, completamente"
            " in disaccordo, totalmente in disaccordo, pollice in giu, no",
        ),
        "pt": Language(
            "satisfeito, satisfeita, satisfeitos, satisfeitas, contente",
            "insatisfeito, insatisfeita, insatisfeitos, insatisfeitas, descontente, decepcionado, decepcionada",
            "muito, totalmente, completamente, extremamente, plenamente, absolutamente",
            "um pouco, razoavelmente, relativamente, parcialmente, bastante, algo",
            "moderadamente, medianamente, mais ou menos",
            "pouco, nao muito, nao, muito pouco, nao tao",
            "nada, de forma alguma, nem um pouco, de modo nenhum",
            "bom, boa, bem, muito bom, muito boa, muito bem, otimo, otima, excelente, perfeito, perfeita, positivo,"
            " positiva, feliz, muito feliz, concordo totalmente, concordo plenamente, polegar para cima, sim, adorei",
            "concordo, concordo parcialmente, bastante bom",
            "neutro, neutra, regular, razoavel, medio, media, aceitavel, indiferente, normal, suficiente, nem concordo"
            " nem discordo, nem bom nem ruim",
            "insuficiente, mediocre, fraco, fraca, discordo, discordo parcialmente, nao concordo",
            "ruim, mau, ma, mal, muito ruim, muito mau, muito ma, muito mal, pessimo, pessima, terrivel, horrivel,"
            " inaceitavel, negativo, negativa, infeliz, muito infeliz, discordo totalmente, discordo plenamente,"
            " polegar para baixo, nao, odiei",
        ),
        "nl": Language(
            "tevreden",
            "ontevreden, teleurgesteld",
            "zeer, heel, erg, uiterst, helemaal, volledig, volkomen, extreem, uitermate",
            "enigszins, redelijk, vrij, tamelijk, nogal, een beetje",
            "matig, gedeeltelijk, deels, gemiddeld",
            "weinig, niet zo, niet erg, niet zeer, niet echt, niet, minder",
            "helemaal niet, totaal niet, absoluut niet, geheel niet, in het geheel niet",
            "goed, zeer goed, heel goed, erg goed, uitstekend, uitmuntend, perfect, geweldig, fantastisch, super,"
            " positief, blij, heel blij, zeer blij, gelukkig, helemaal mee eens, zeer mee eens, duim omhoog, ja",
            "redelijk goed, vrij goed, mee eens, eens, ruim voldoende",
            "neutraal, voldoende, gemiddeld, redelijk, matig, gaat wel, niet mee eens niet mee oneens, niet eens niet"
            " oneens, acceptabel",
            "onvoldoende, vrij slecht, niet goed, oneens, mee oneens, niet mee eens",
            "slecht, zeer slecht, heel slecht, erg slecht, vreselijk, verschrikkelijk, waardeloos, onacceptabel,"
            " negatief, ongelukkig, boos, heel boos, helemaal mee oneens, helemaal niet mee eens, zeer mee oneens, duim"
            " omlaag, nee",
        ),
    }
)

# No answer is no grade, and nothing to complain of either.
UNANSWERED = frozenset(
    word
    for words in (
        "offered, unoffered, not offered, not rated, no rating, no response, unrated, no answer, not answered, skipped",
        "not applicable, does not apply, don t know, dont know, i don t know, prefer not to say, no opinion, no score",
        "angeboten, nicht angeboten, keine angabe, keine antwort, k a, weiss nicht, weiss ich nicht, nicht bewertet",
        "keine bewertung, trifft nicht auf mich zu, nicht beantwortet, proposee, non proposee, propose, non propose",
        "sans reponse, pas de reponse, ne sait pas, je ne sais pas, sans avis, sans opinion, non renseigne, nsp",
        "sans objet, non applicable, non note, ofrecida, no ofrecida, ofrecido, no ofrecido, sin respuesta, no sabe",
        "no contesta, ns nc, no lo se, no aplica, sin calificar, sin opinion, offerta, non offerta, nessuna risposta",
        "non so, non applicabile, non valutato, senza risposta, oferecido, nao oferecido, oferecida, nao oferecida",
        "sem resposta, nao sei, nao se aplica, nao avaliado, sem avaliacao, aangeboden, niet aangeboden, geen antwoord",
        "weet niet, weet ik niet, niet van toepassing, n v t, nvt, niet beoordeeld, geen mening, n a, na",
    )
    for word in words.split(", ")
)
FACES = MappingProxyType(
    dict.fromkeys("😀😃😄😁😆😊😍🥰🤩😻😺😸🤗🥳😇😎👍👏🙌💯💚❤♥💖👌😋🎉🟢✅", BEST)
    | dict.fromkeys("🙂☺😌😉🙃", GOOD)
    | dict.fromkeys("😐😑😶🤔🫤🟡🤷", MIDDLE)
    | dict.fromkeys("🙁☹😟😕😞😔😒🟠😥😬", BAD)
    | dict.fromkeys("😡😠🤬😤😢😭😩😫😖😣😾😿😱🤮🤢👎💔🔴❌💩", WORST)
)
TYPED_FACES = MappingProxyType(
    dict.fromkeys((":d", ":-d", "=d", ":-))", ":))", "xd", "<3"), BEST)
    | dict.fromkeys((":)", ":-)", "=)", ";)", ";-)", "(:"), GOOD)
    | dict.fromkeys((":|", ":-|", "=|"), MIDDLE)
    | dict.fromkeys((":(", ":-(", "=(", ":/", ":-/", "):"), BAD)
    | dict.fromkeys((":((", ":-((", ":'(", ">:(", ">:-(", "d:", "</3"), WORST)
)

# The ends of the scale on which people say how likely they recommend, where they are written in words.
LIKELIHOODS = MappingProxyType(
    dict.fromkeys(("extremely likely", "ausserst wahrscheinlich", "extrem wahrscheinlich"), 10.0)
    | dict.fromkeys(("extremement probable", "tout a fait probable", "extremadamente probable"), 10.0)
    | dict.fromkeys(("estremamente probabile", "extremamente provavel", "uiterst waarschijnlijk"), 10.0)
    | dict.fromkeys(("not at all likely", "extremely unlikely", "uberhaupt nicht wahrscheinlich"), 0.0)
    | dict.fromkeys(("ausserst unwahrscheinlich", "extrem unwahrscheinlich", "pas du tout probable"), 0.0)
    | dict.fromkeys(("nada probable", "per niente probabile", "nada provavel", "extremement improbable"), 0.0)
    | dict.fromkeys(("helemaal niet waarschijnlijk", "uiterst onwaarschijnlijk", "gar nicht wahrscheinlich"), 0.0)
)
