"""Spelling: the tables that ``words`` reads with. Data only, no decision about danger.

Contractions and chat spellings, fillers that carry no meaning here, look-alike letters, the
few emoji that matter, and the key words whose misspellings and disguises are worth undoing.
"""

from __future__ import annotations


def listed(text: str) -> tuple[str, ...]:
    """The words of a table, which is easier to read and to change than quoted strings."""
    return tuple(text.split())


_CHAT = """
im=i am|ive=i have|idve=i would have|i'd=i would|imma=i am going to|ima=i am going to|iam=i am
i'ma=i am going to|dont=not|doesnt=not|dnt=not|don=not|didnt=did not|cant=can not
cannot=can not|cnt=can not|wont=will not|wouldnt=would not|couldnt=could not
shouldnt=should not|isnt=is not|arent=are not|aint=is not|wasnt=was not|werent=were not
havent=have not|hasnt=has not|hadnt=had not|mustnt=must not|its=it is|thats=that is
theres=there is|whats=what is|whos=who is|hes=he is|shes=she is|theyre=they are|youre=you are
youve=you have|theyve=they have|weve=we have|itll=it will|itd=it would|theyd=they would
youd=you would|lets=let us|wouldve=would have|couldve=could have|shouldve=should have
wanna=want to|wnna=want to|wannna=want to|gonna=going to|gona=going to|gunna=going to
finna=going to|tryna=trying to|tryina=trying to|gotta=got to|hafta=have to|oughta=ought to
lemme=let me|gimme=give me|dunno=not know|idk=i not know|u=you|ur=your|r=are|ppl=people
bf=boyfriend|gf=girlfriend|nobodys=nobody is|noones=noone is|noone=nobody|nite=night
tonite=tonight|2nite=tonight|2night=tonight|tmrw=tomorrow|tmr=tomorrow|tomorow=tomorrow|rn=now
thru=through|bc=because|cuz=because|coz=because|w=with|wo=will|ca=can|everyones=everyone is
everybodys=everybody is|mum=mom|mums=mom|anymor=anymore|anymroe=anymore|n't=not|kil=kill
kll=kill|klil=kill|kiil=kill|kiling=killing|killin=killing|kiilling=killing|mysef=myself
myslf=myself|meself=myself|wan=want|wnt=want|wnat=want|watn=want|b=be|dei=die|djie=die
lfie=life|dont'=not|waht=what|abt=about|thinkin=thinking|myselfe=myself|everythin=everything
nothin=nothing|feelin=feeling|livin=living|endin=ending|dyin=dying|takin=taking|cuttin=cutting
hurtin=hurting|wont've=will not have|dieing=dying|diying=dying|tbh=|ngl=|fr=|frfr=|ong=
lowkey=|highkey=|smh=|rlly=|rly=|srsly=|deadass=|idc=i not care|idgaf=i not care|wtf=|omg=|af=
asap=|unaliving=unalive|unalived=unalive|unaliv=unalive|kmsing=kms|offing=offing|hrt=hurt
sewerslide=suicide|sewercide=suicide|sueicide=suicide|suislide=suicide|soueside=suicide
toaster bath=suicide|selfharm=self harm|selfharmed=self harmed|selfharming=self harming
suicid=suicide|suicides=suicide|suiciding=suicide|suicided=suicide|sui=suicidal|od=overdose
ods=overdose|oding=overdosing|oded=overdosed|od'd=overdosed|od'ed=overdosed|od'ing=overdosing
odd=odd|urself=yourself|yaself=yourself|ion=i not|iont=i not|n=and|nd=and|cba=can not
woulda=would have|shoulda=should have|coulda=could have
thnking=thinking|thinkng=thinking|thinkign=thinking|agian=again|masel=myself|masell=myself
suicidle=suicidal|sucidal=suicidal|suicidel=suicidal|killmyself=kill myself|wana=want to
wantin=wanting|ded=dead|deth=death|liveing=living|takeing=taking|makeing=making
leaveing=leaving|haveing=having|giveing=giving|shoud=should|coud=could|woud=would|agen=again
suiside=suicide|suisidal=suicidal|desided=decided|beging=begging|wishin=wishing|hopin=hoping
promissed=promised|promiss=promise|thougth=thought|thougths=thoughts|wen=when
"""
_SPOKEN: dict[str, tuple[str, ...]] = {
    left: tuple(right.split())
    for line in _CHAT.strip().splitlines()
    for left, right in (pair.split("=", 1) for pair in line.split("|"))
}

# A space forgotten before or after "i": "anymorei", "likei am", "amso".
_BEFORE_I = listed(
    """anymore life myself living die suicide me this today alone help feeling like do pain
        tired now dead away suicidal up out point when notes forever sleep death worth think
        because that but know if what depression again ago anything everything nothing hell
        better hurt hurts point anxiety there then way end family friends work job days day
        years year time"""
)
_AFTER_AM = listed(
    """so not just gonna never going tired done better ready sorry scared still too alone
        only sick worthless nothing such always depressed suicidal happy really afraid losing
        letting trying thinking about in at the here no an my all feeling getting at"""
)
EXPANSIONS: dict[str, tuple[str, ...]] = {
    **{f"{word}i": (word, "i") for word in _BEFORE_I},
    **{
        f"am{word}": ("am", *_SPOKEN.get(word, (word,)))
        for word in _AFTER_AM
        if word not in ("an", "all")
    },
    **_SPOKEN,
}

# Said for emphasis; a pattern would have to allow them between any two words.
FILLERS = frozenset(
    listed(
        """just really fucking fuckin fking freaking frickin effing bloody damn literally
        honestly actually basically kinda sorta totally truly seriously genuinely simply
        definitely like fuckn goddamn pls please legit straight absolutely completely very
        quite constantly desperately fkn well"""
    )
)

# A "2" after one of these is a "to".
VERBS_BEFORE_TO = frozenset(
    listed("want need going ready trying try have hope wish got used about able scared waiting")
)

# After "id" or "ill" these make it "I would", "I will"; elsewhere an id is an id, ill is ill.
VERBS_AFTER_I = frozenset(
    listed(
        """rather be never kill die do just probably go end have love like not still take hurt
        cut jump shoot hang finally always want only gladly prefer"""
    )
)
SELF_NOUNS = frozenset(
    listed(
        """esteem worth confidence respect harm image care injury control doubt hatred loathing
        harming harmed hate love employed awareness defense defence talk destruct destruction
        inflicted medicating isolation isolate discipline sabotage"""
    )
)

# The apostrophe of a text that was saved in one encoding and read in another.
BROKEN_APOSTROPHES = ("â\x80\x99", "â€™", "Ã¢â‚¬â„¢")

# Two Arabic ligatures unfold to a whole sentence each: eighteen times the work for nothing.
LONG_LIGATURES = {0xFDFA: " ", 0xFDFB: " "}

LOOKALIKES = str.maketrans("аеорсухіѕԁɡ", "aeopcyxisdg")

_FACES = "lol"
EMOJI: dict[str, str] = {
    **dict.fromkeys(["😂", "🤣", "😆", "😹", "😜", "😝", "🙃", "😅", "😄", "😁"], _FACES),
    **dict.fromkeys(
        [":joy:", ":rofl:", ":laughing:", ":sweat_smile:", ":upside_down_face:"], _FACES
    ),
    **dict.fromkeys([":skull:", ":grin:", ":smile:", "💀", "☠"], _FACES),
    **dict.fromkeys(["🔫", ":gun:"], "gunemoji"),
    **dict.fromkeys(["🔪", ":knife:", ":hocho:", "🪒", ":razor:", "🗡"], "bladeemoji"),
    **dict.fromkeys(["💊", ":pill:"], "pillemoji"),
    **dict.fromkeys(["🪦", "⚰", "⚱", ":coffin:", ":headstone:"], "graveemoji"),
}

# Words worth finding behind digits, stars, spaces and stretched letters.
KEY_WORDS = frozenset(
    listed(
        """kill killing killed myself suicide suicidal die dying dead death unalive overdose
        overdosed overdosing overdoses hang hanging hanged noose life live living alive end
        cut cutting hurt hurting harm harming pills wrists jump shoot razor anymore goodbye
        kms pill killer bleed bleeding sleep feel need weed been keep see feet week tree
        cutter wanting myself himself herself themselves worthless hopeless pointless useless want
        existence existing disappear nobody everyone depressed"""
    )
)
_FUZZY = listed(
    "suicide suicidal overdose overdosed overdosing myself worthless hopeless anymore "
    "everyone nobody existence depressed goodbye disappear forever alive"
)
_REAL_WORDS = frozenset(
    listed(
        "thyself overdoses disappears depresses repressed oppressed olive alivee existences "
        "overused overdone forevers nobodys alike live"
    )
)

# One of these must be in a run of letters that is worth taking apart.
CORES = (
    "kill",
    "die",
    "suicid",
    "dead",
    "life",
    "live",
    "alive",
    "myself",
    "harm",
    "hurt",
    "kms",
    "end",
    "dying",
    "want",
)

# Longest first: the segmenter takes the first that fits.
JOINABLE = sorted(
    listed(
        """suicide suicidal myself kill killing want to die i my me end life live dead kms dying
        wanna not dont alive anymore hurt self harm"""
    ),
    key=lambda word: (-len(word), word),
)


def near_misses() -> dict[str, str]:
    """Every word one slip away from a key word: a letter lost, doubled, swapped or mistyped."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    found: dict[str, str] = {}
    for word in _FUZZY:
        for at in range(1 if len(word) < 7 else 0, len(word) + 1):
            head, tail = word[:at], word[at:]
            slips = [head + tail[1:]] if len(word) > 5 else []
            slips += [head + tail[1] + tail[0] + tail[2:]] if len(tail) > 1 else []
            if len(word) > 5:
                slips += [head + letter + tail for letter in letters]
                slips += [head + letter + tail[1:] for letter in letters] if tail else []
            for slip in slips:
                if slip not in KEY_WORDS and slip not in _REAL_WORDS and slip not in EXPANSIONS:
                    found.setdefault(slip, word)
    return found
