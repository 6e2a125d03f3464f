"""Could this word be a Vietnamese syllable?

Here: the spelling rules of the language (initials, rhymes, tones). Not here: which encoding a text is in (legacy_words.py asks
this module about every reading a word can have).
Strict where it costs nothing: a rhyme that no word has, a tone that its final consonant forbids, `k` before `a` are no
syllable, and the few words in oong, ooc are left out because VNI writes ông so. Names of other languages (Krông, Đắk) are none either; nobody who asks may take "no" for "wrong".
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u uc ui um un ung up ut ua uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ uy uya uych uynh uyên uyêt uyt uyu uyn
ư ưc ưi ưng ưt ưu ưa ươc ươi ươm ươn ương ươp ươt ươu
"""
_AFTER_QU = """a ac ach ai an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âm ân ât ây e en eo et ê êch ên ênh êt êu in it
ơ ơi ôc y ych ynh yên yêt yt yu"""
_AFTER_GI = """a ac ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăt âc âm ân âp ât âu ây e em en eo et ê êc êm ên êng êp êt êu
o oc oi om on ong ot ô ôc ôi ông ôt ơ ơi ơn u uc ui up uôc ưa ương ươn"""
_INITIALS = "b ch d đ h kh l m n nh p ph r s t th tr v x"  # spelled alike before every vowel
_BEFORE_BACK, _BEFORE_FRONT = "c g ng", "k gh ngh"
_WITH_Y, _BEFORE_Y = "y yêm yên yêng yêt yêu", "h k l m s t v"  # yên, kỹ, lý, mỹ
_STOPS = ("c", "ch", "p", "t")
_TONES = {"\u0300": "huyền", "\u0309": "hỏi", "\u0303": "ngã", "\u0301": "sắc", "\u0323": "nặng"}


# The tone stands on none of these: the glide that ends a rhyme, the vowel that opens one.
_GLIDES = "ai ao au ay âu ây eo êu ia iu oi ôi ơi ua ui ưa ưi ưu iêu yêu uôi ươi ươu oai oao oay oeo uây uya uyu"
_OPENINGS = ("iê", "yê", "uô", "ươ", "uâ", "uyê")


def _joined(initials: str, rhymes: str) -> dict[str, int]:
    return {initial + rhyme: len(initial) for initial in initials.split() for rhyme in rhymes.split()}


@cache
def _toneless() -> dict[str, int]:
    """Every syllable without its tone, and how long its initial is."""
    front = " ".join(r for r in _RHYMES.split() if r[0] in "eêi")
    back = " ".join(r for r in _RHYMES.split() if r[0] not in "eêi")
    known = dict.fromkeys([*_RHYMES.split(), *_WITH_Y.split()], 0) | dict.fromkeys(["gi", "gin", "giêc"], 1)
    known |= _joined(_INITIALS, _RHYMES) | _joined(_BEFORE_BACK, back) | _joined(_BEFORE_FRONT, front)
    return known | _joined("gi", _AFTER_GI) | _joined("qu", _AFTER_QU) | _joined(_BEFORE_Y, "y")


def _bears_tone(rhyme: str, at: int) -> bool:
    """Whether the tone may stand on a letter of a rhyme; both ways of writing hòa, and `qúy`, are known."""
    if rhyme in _GLIDES.split() and at == len(rhyme) - 1:
        return False
    return not (rhyme.startswith(_OPENINGS) and 0 <= at < (2 if rhyme.startswith("uyê") else 1))


@lru_cache(maxsize=1 << 15)
def is_syllable(word: str) -> bool:
    """Whether a word, in any case, is spelled like a Vietnamese one."""
    tone, tone_at, letters = "", 0, 0
    plain = []
    for char in unicodedata.normalize("NFD", word.casefold()):
        if char in _TONES:
            if tone:
                return False
            tone, tone_at = _TONES[char], letters - 1
        else:
            letters += not unicodedata.combining(char)
            plain.append(char)
    toneless = unicodedata.normalize("NFC", "".join(plain))
    if (initial := _toneless().get(toneless)) is None:
        return False
    if tone and not _bears_tone(toneless[initial:], tone_at - initial):
        return False
    return not (toneless.endswith(_STOPS) and tone not in {"sắc", "nặng"})
