"""What a source says of its language, as a BCP 47 tag."""

import re

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")

# The names that Whisper's API states in place of its own codes.
_NAMED = """
    afrikaans=af albanian=sq amharic=am arabic=ar armenian=hy assamese=as azerbaijani=az
    bashkir=ba basque=eu belarusian=be bengali=bn bosnian=bs breton=br bulgarian=bg
    burmese=my cantonese=yue castilian=es catalan=ca chinese=zh croatian=hr czech=cs
    danish=da dutch=nl english=en estonian=et faroese=fo finnish=fi flemish=nl french=fr
    galician=gl georgian=ka german=de greek=el gujarati=gu haitian=ht hausa=ha hawaiian=haw
    hebrew=he hindi=hi hungarian=hu icelandic=is indonesian=id italian=it japanese=ja
    javanese=jv kannada=kn kazakh=kk khmer=km korean=ko lao=lo latin=la latvian=lv
    lingala=ln lithuanian=lt luxembourgish=lb macedonian=mk malagasy=mg malay=ms
    malayalam=ml maltese=mt mandarin=zh maori=mi marathi=mr moldavian=ro mongolian=mn
    nepali=ne norwegian=no nynorsk=nn occitan=oc pashto=ps persian=fa polish=pl
    portuguese=pt punjabi=pa romanian=ro russian=ru sanskrit=sa serbian=sr shona=sn
    sindhi=sd sinhala=si slovak=sk slovenian=sl somali=so spanish=es sundanese=su
    swahili=sw swedish=sv tagalog=tl tajik=tg tamil=ta tatar=tt telugu=te thai=th
    tibetan=bo turkish=tr turkmen=tk ukrainian=uk urdu=ur uzbek=uz valencian=ca
    vietnamese=vi welsh=cy yiddish=yi yoruba=yo
"""
_NAMES = dict(pair.split("=") for pair in _NAMED.split())


def language_tag(stated: object) -> str | None:
    """The tag for a stated code ("en", "en_GB") or name ("english"); None if it is neither."""
    if not isinstance(stated, str):
        return None
    word = stated.strip().replace("_", "-")
    return _NAMES.get(word.lower()) or (word if _TAG.fullmatch(word) else None)
