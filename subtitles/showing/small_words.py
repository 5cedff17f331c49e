"""Small words that hold a line together: those that lean on what follows, and those that begin a phrase."""

from __future__ import annotations


def _sets(text: str) -> dict[str, frozenset[str]]:
    """`code: word word …` a paragraph."""
    found: dict[str, frozenset[str]] = {}
    for paragraph in text.strip().split("\n\n"):
        code, _, words = paragraph.partition(":")
        found[code.strip()] = frozenset(words.split())
    return found


ARTICLES = _sets("""
en: the a an this that these those my your his her its our their every each some any no mr mr. mrs. ms. dr. st.
prof. not to very more most so too

fr: le la les un une des du au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs
ne se me te je tu il elle on nous vous ils elles m. mme très plus si

es: el la los las un una unos unas al del este esta estos estas ese esa esos esas mi mis tu tus su sus nuestro
nuestra nuestros nuestras no se me te nos lo le les muy más sr. sra. dr.

de: der die das den dem des ein eine einen einem einer eines dieser diese dieses diesen diesem mein meine meinen
sein seine seinen ihr ihre ihren unser unsere kein keine keinen zu sehr nicht am im zum zur vom beim herr frau dr.

it: il lo la i gli le un uno una del della dei degli delle al alla ai alle nel nella mio mia suo sua non si mi ti
ci

pt: o a os as um uma uns umas do da dos das no na nos nas ao à meu minha seu sua não se me te

nl: de het een deze dit die dat mijn jouw zijn haar ons onze hun te niet

ru: не ни этот эта это эти тот та те мой моя моё мои твой наш наша наше наши ваш ваша его её их свой своя свои
очень

uk: не ні цей ця це ці мій моя наш його її їх дуже
""")
"""Never the last of a line: articles, possessives, negations, titles."""

LINKS = _sets("""
en: and or but nor so yet because although though if when while where which who whose that than as until unless
since of in on at by for with from to into onto over under about after before between through during without within
against among toward towards across behind beyond near

fr: et ou mais donc or ni car que qui quand si lorsque puisque comme où dont parce pour avec sans dans en sur sous
par de à chez vers entre depuis pendant avant après contre jusque

es: y e o u pero sino porque que quien cuando si aunque como donde mientras de a en con sin por para sobre bajo
entre desde hasta hacia según contra durante tras ante

de: und oder aber denn sondern weil dass wenn als ob obwohl während bis wie wo der von mit ohne für auf an in aus
bei nach über unter vor hinter zwischen durch gegen um seit zu

it: e o ma perché che chi quando se mentre come dove di a da in con su per tra fra senza sotto sopra dopo prima

pt: e ou mas porque que quem quando se enquanto como onde de a em com sem por para sobre sob entre desde até

nl: en of maar want omdat dat als toen terwijl van in op met zonder voor aan bij uit naar over onder tussen door
tegen

ru: и а но или что чтобы потому если когда хотя как где который которая которое которые в во на с со к ко по о об
от до из за у для без при про через между над под перед после

uk: і й та а але або що щоб бо якщо коли хоча як де який яка які в у на з із до по о об від за для без при через
між

ar: و أو ثم لكن لأن أن إن إذا عندما حيث الذي التي في من إلى على عن مع بعد قبل بين تحت فوق حتى منذ

fa: و یا اما که اگر وقتی چون از به با در بر برای تا بین روی زیر

he: או אבל כי אם כאשר אשר של על עם אל מן בין לפני אחרי תחת עד

ko: 및 또는 그리고 하지만 그러나
""")
"""Conjunctions and prepositions: a line better begins with them than ends."""
