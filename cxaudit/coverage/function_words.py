"""Words of everyday English that name no trouble.

A phrase neither begins nor ends with one of `FUNCTION_WORDS`, and no word of `SAYS_LITTLE` is a phrase by itself.

Negators, question words and verbs of ability are not among them, as much of what fails is told with these ("could not
log in", "when will it"). Words of courtesy are, because they say nothing about what happened.
"""

_ARTICLES_AND_PRONOUNS = """
a an the this that these those i me my mine myself we us our ours you your yours he him his she her hers it its they
them their theirs who whom which there here i'm i've i'd i'll it's that's he's she's we're we've they're you're im ive
""".split()  # noqa: SIM905 - a paragraph of words reads better than a column of quotes
_LINKS = """
of to in on at by for from with into onto as than then and or but so if because while though although about over under
after before since until during between through per via up down out off again also just very really too quite even
still yet now already ever only much many some any all both each every other another such same own more most
""".split()  # noqa: SIM905 - a paragraph of words reads better than a column of quotes
_AUXILIARIES = """
am is are was were be been being do does did doing done have has had having will would shall should may might must
""".split()  # noqa: SIM905 - a paragraph of words reads better than a column of quotes
_COURTESY = """
thanks thank please hi hello hey dear regards sincerely cheers ok okay yes best kind greetings yours faithfully
""".split()  # noqa: SIM905 - a paragraph of words reads better than a column of quotes

_LIGHT_VERBS = """
want wants wanted need needs needed know knows like get gets got getting go goes going went come comes came coming make
makes made making take takes took taking give gives gave given see saw seen say says said tell tells told ask asked use
used using try tried call called put keep kept let find found think thought look looking work works
""".split()  # noqa: SIM905 - likewise
_PRAISE = """
good great love loved awesome amazing nice excellent perfect wonderful fantastic happy glad appreciate
""".split()  # noqa: SIM905 - likewise
_COMMON_NOUNS_AND_THE_LIKE = """
question time times day days week month year today tomorrow yesterday thing things way lot bit people someone something
anyone anything everyone everything one two first last next new old how what when where why can cannot could not never
no don't didn't doesn't isn't wasn't won't can't couldn't wouldn't back available
""".split()  # noqa: SIM905 - likewise

FUNCTION_WORDS = frozenset((*_ARTICLES_AND_PRONOUNS, *_LINKS, *_AUXILIARIES, *_COURTESY))
SAYS_LITTLE = FUNCTION_WORDS.union(_LIGHT_VERBS, _PRAISE, _COMMON_NOUNS_AND_THE_LIKE)
