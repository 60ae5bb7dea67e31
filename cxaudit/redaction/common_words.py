"""Words that stand in name columns, or are names, and are everyday words as well."""

from __future__ import annotations

# What help desks, teams and companies are called: never a person.
IMPERSONAL = frozenset(
    """
    account accounts admin administrator agency agent agents airlines and api assistant auto automated automation
    automatic back bank billing bot branch business call care center central centre chat chatbot claims client
    clients collections community company complaints contact corp corporate corporation credit customer customers data
    default delivery demo department desk digital direct dispatch email engineering enterprise escalation
    escalations external fake finance first for front fulfilment general global gmbh group guest head help helpdesk home
    hotline hub inbound inc info insurance internal international internet it kiosk level line live llc logistics ltd
    mail main manager marketing member mobile name national network new night none null office online operations
    operator order orders other outbound partner payments person phone plc point pool portal premium priority private
    product quality queue reception refunds region regional relations representative resolution retail returns robot
    sales second section self seller senior service services shared shipping shop site social specialist staff
    standard store subscriptions supervisor support system systems tbd team tech technical technician temp temporary
    test tester the third ticket tier triage trial unassigned undefined unit unknown unspecified user users vendor
    verification vip virtual voice warehouse web website
    """.split()  # noqa: SIM905 - a paragraph of words reads better than a column of quotes
)

# Names that are everyday words, and everyday words that slip into name columns: a person only when written like one.
ORDINARY = frozenset(
    """
    able about after again ali all also amber among angel another any april are art ash ask august autumn baker bar
    barber bay bean bear beck bell best better bill bird bishop black blank blue bond book booth both bow bowl boy brand
    bread bridge bright brook brown buck bull burn bush butcher butler can candy carol carpenter carter case cash chad
    chance chase cherry chip christian church city clay clear close cloud coach coal cole cook cooper coral corn could
    court craft crystal curry dale dawn day dean destiny did does don door dot down drew duke dust early earl east eden
    else ever every eye faith fair farmer fay fern field fish fisher flood flower ford forest fort foster fox frank free
    friend frost game gardener gay gem gene get gift ginger glass god gold good gore grace grant gray green grey
    grove guy had hail hall hand harbor hardy harmony has have hazel heart heath heather heaven her here hill him his
    holly honey hood hook hope hopes house how hunt hunter hunt iris iron ivory ivy jack jade jasmine jay jean jewel job
    joy judge july june just justice kay keen key kind king kit knight knot lake lamb lance land lane large last law
    lee less like lily little lock long lord lot love low luck made major make man many march mark marks marsh
    marshal marshall mason mat max may mead meadow melody mercy merry mete miles mill miller mills mint miss moon moor
    moore more most much must nail neat never nice nick noble north not now oak objective ocean off olive once one only
    opal open our out over own page paige palm paris park parker parson parsons patience pat paul peace pearl penny
    per pepper peter pike pine piper pitt plum pool poor pope porter potter power pratt precious present price prince
    proud quick rain ralph ran ray reason red reed rich rick ring rings river rob robin rock rod rogue roman rose
    rosemary rosy roth rough round royal ruby rush rusty sage sally sand sandy say see serene sharp she shepherd short
    silver singer skinner skip sky small smart smith snow sol some south spark spear spring stacy star stark
    steel stone storm strange stream street strong such sue sugar summer sun sunny sure swan sweet tailor taylor teal
    than that them then there they thing this time tiny today too torres town treasure tree tripp true trust try
    tucker tuesday turner two under use van vest via victor violet wade wait walk walker wall walls ward warden was
    washer watch water waters way weaver webb well wells went were west wheeler when where which white who whole wild
    will willow wills win winter wise with wolf wolfe wonder wood woods words worth worthy wren wright year yes yet you
    young your zero
    """.split()  # noqa: SIM905 - likewise
)
