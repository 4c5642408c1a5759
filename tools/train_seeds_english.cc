// English training seeds; tools/train_seeds.h says what they are and how a pattern is read.
#include "tools/train_seeds.h"

namespace groundswell {
namespace {

constexpr SeedList kLists[] = {
    {"<firm>",
     "the bank|my insurer|the airline|the courier|my provider|the landlord|the power company|the water company|the "
     "letting agent|the gym|the driving school|the hotel|the store|the seller|the garage|the clinic|the council|the "
     "broker|the moving company|the travel agent|the phone company|the dealer|the warranty people|the pharmacy"},
    {"<name>",
     "Fernbank|Bluegate|Norwell|Parcelway|Castor|Tidewater|Amberline|Kestrel|Oakmont|Halden|Veridan|Starling|Quayside|"
     "Merrow"},
    {"<kind>",
     "Bank|Insurance|Airlines|Telecom|Energy|Logistics|Water|Mobile|Rentals|Motors|Health|Stores|Broadband|Travel|"
     "Couriers|Pay"},
    {"<staff>",
     "support|customer service|the agent|the manager|the clerk|your team|the help desk|the engineer|the driver|the "
     "adviser|the call centre|the front desk|the chat bot"},
    {"<ware>",
     "phone|headphones|tablet|washing "
     "machine|fridge|kettle|heater|vacuum|printer|router|e-bike|bike|sofa|mattress|desk|"
     "suitcase|jacket|boots|watch|camera|tv|microwave|pram|blender|drone|speaker|charger|dishwasher|car"},
    {"<fault>",
     "stopped working|will not turn on|leaks|overheats|cracked|fell apart|keeps rebooting|makes a grinding noise|does "
     "not "
     "charge|came with parts missing|arrived scratched|smells of burning|is dead|keeps disconnecting|rusted"},
    {"<bill>",
     "fee|late fee|premium|service charge|deposit|monthly bill|cleaning charge|cancellation fee|roaming charge|renewal|"
     "surcharge|admin fee"},
    {"<money>", "refund|deposit|claim|payout|compensation|reimbursement|bonus|cashback|transfer"},
    {"<long>", "three days|a week|ten days|two weeks|a month|six weeks|two months|since tuesday|half a year"},
    {"<idle>",
     "nobody answers|no reply|they will not help|they blame each other|still nothing|they keep saying it is under "
     "review|"
     "they hang up|no one takes responsibility|they just send canned replies|not fixed"},
    {"<when>", "today|yesterday|this morning|last night|this weekend|tonight|again|this week|just now"},
    {"<who>",
     "my mum|my dad|my sister|my roommate|my best friend|my boss|my kid|my husband|my wife|grandma|my neighbour"},
    {"<pet>", "cat|dog|puppy|hamster|rabbit|parrot|goldfish|kitten|tortoise"},
    {"<dish>",
     "soup|pasta|curry|pancakes|tacos|ramen|lasagna|chili|cookies|apple pie|stew|rice|fried "
     "eggs|pizza|dumplings|coffee"},
    {"<body>", "back|neck|knee|shoulder|stomach|throat|head|ankle|wrist|hip|tooth|eyes|feet"},
    {"<sport>", "ran|cycled|swam|hiked|rowed|walked|jogged"},
    {"<craft>",
     "guitar|piano|french|japanese|chess|violin|knitting|coding|drawing|pottery|tango|calculus|spanish|the "
     "drums|juggling"},
    {"<show>", "movie|show|book|episode|album|season finale|concert|documentary|play|game"},
    {"<mood>",
     "|, lol|, ugh|, sigh|!|, so tired|, not bad|, worth it|, send help|, never again|, love it|, oh well|, i give up"},
};

constexpr std::string_view kComplaints[] = {
    // A firm and what it did.
    "<name> <kind> {froze my account|cancelled my order|changed my plan|doubled my price|closed my case|blocked my "
    "card} "
    "{without notice|without asking|for no reason|and <idle>}",
    "{@|}<name> {where is my|i am still waiting for my|you owe me a|you promised me a} <money>{|, it has been <long>|, "
    "<idle>}",
    "<name> <kind> {charged|billed|debited} me {twice|an extra|a hidden} <bill>{|, i want it back|, <idle>|, never "
    "agreed "
    "to it}",
    "<firm> {charged|billed} me {a <bill> i never agreed to|two times for one order|for a service i cancelled|after i "
    "closed my account}{|, <idle>}",
    "<firm> {said|promised|told me} {it would be fixed|i would get a call|someone would come|the money would arrive|it "
    "was "
    "covered} {in two days|by friday|within 24 hours}, {<idle>|nothing happened|now they deny it}",
    "{called|emailed|wrote to|contacted} <firm> {three times|five times|every day for <long>} and <idle>",
    "<staff> {was rude|hung up on me|lied to me|gave me the wrong information|transferred me six times|told me to wait "
    "<long>} {|and my problem is still there|, i want to speak to a manager|, unacceptable}",
    "{the|your} {app|website|portal|login page|update|checkout} {keeps crashing|logs me out|is down again|will not "
    "load|ate "
    "my data|shows error 500|rejects my card}{|, fix it|, <idle>|, i cannot pay my bill}",
    "<name> {app|website|service|network} {down|is down|not working|out again} {in my area|for <long>|for hours|every "
    "evening}, {<idle>|what is going on|any compensation}",
    "{please|kindly} {refund|fix|replace|unblock|correct} my {order|<ware>|account|bill|ticket}, {it has been "
    "<long>|this is "
    "the third time i ask|<idle>}",
    // A thing that is broken and someone who should mend it.
    "{my new|the|this|your} <ware> <fault> {after <long>|out of the box|within the warranty} {|and <firm> refuses a "
    "refund|, "
    "<idle>|, replacement was the same}",
    "<name> <ware> <fault> {|after <long>}{|, warranty claim denied|, avoid}",
    "{sent|took} {back|in} the <ware> {for repair|under warranty} {<long> ago|twice}, {<idle>|came back the same|they "
    "lost "
    "it|now they want money}",
    "{repair|service|delivery|installation} {crew|man|team} {never came|came late and left|broke the door|did half the "
    "job} "
    "{and <idle>|and charged me anyway|, i took a day off for this}",
    "{bought|ordered|received} a <ware> that {was used|was fake|is not as described|is the wrong size|<fault>}, {the "
    "seller "
    "ignores me|no returns accepted|they offer five percent}",
    // Money.
    "<money> {not received|still missing|rejected|delayed|cut in half} {after <long>|without explanation|again}{|, "
    "<idle>}",
    "{still no|waiting <long> for a|where is the} <money> from <firm>{|, <idle>}",
    "<firm> {refuses to pay|keeps|will not return|withholds|lost} my <money>",
    "my {claim|application|appeal|complaint|dispute} {was denied|was closed|has been pending <long>|got lost} {|and "
    "<idle>|with "
    "a copy and paste letter|because of a form they never sent}",
    "{rate|premium|rent|tariff|price} {went up|jumped|rose} {thirty percent|by half|again} {at renewal|mid "
    "contract|with no "
    "letter}{|, loyal customer for years|, <idle>}",
    "{cancelled|closed|ended} {the policy|my contract|my subscription|the card} and {<firm> still takes money|they "
    "want a "
    "<bill>|got sent to collections|they say there is no record}",
    "<firm> {reported me|listed a debt} {by mistake|that i paid}, {my credit is ruined|<idle>}",
    "{debt collectors|telemarketers} {call me|harass my family} {daily|at work} because of {<firm>|a bill i paid}",
    "{hidden|surprise|unexplained} <bill> {on my statement|at check out|from <firm>}{|, nobody told me|, <idle>}",
    // Parcels, trips, homes.
    "{parcel|package|order|letter|luggage|pallet} {lost|stuck in the depot|missing|soaked|opened|crushed|sent to the "
    "wrong "
    "address} {for <long>|}{, <idle>|, they offer five dollars|, claim refused}",
    "{driver|courier|mailman} {marked it delivered|threw it over the gate|left it in the rain|says nobody was home}, "
    "{i was home|it is gone|<idle>}",
    "{flight|train|ferry|coach|shuttle} {cancelled|delayed|overbooked|left early} {|<long> }{and no hotel|and no "
    "refund|and "
    "<idle>|with no announcement|, missed my connection}",
    "{lost my|damaged my|left behind my} {bag|suitcase|stroller|guitar} {and <idle>|on a direct flight|, <long> "
    "without it}",
    "{hotel|apartment|rental} {had no room for us|was filthy|nothing like the pictures|had bedbugs|charged our card "
    "twice}, "
    "{no refund|manager shrugged|<idle>}",
    "{landlord|letting agent|building management} {ignores|will not fix|blames us for} {the mould|the leak|the broken "
    "boiler|the lift|the rats}{|, <long> now|, wants more rent}",
    "{no|lost} {power|water|internet|heating|signal|hot water} {for <long>|since this morning}, {<firm> gives no "
    "date|no "
    "update|<idle>}",
    "{engineer|plumber|technician} {booked|appointment} {moved|missed} {three times|again}, {<idle>|no apology|now "
    "they want a "
    "<bill>}",
    "{rental|taxi|ride} {company|driver|app} {charged me for a scratch i did not make|took a detour|cancelled and kept "
    "the "
    "fee|overcharged}{|, <idle>}",
    "{clinic|hospital|dentist|pharmacy} {billed me for a visit that never happened|lost my records|cancelled my "
    "appointment "
    "twice|gave me the wrong pills}{|, <idle>}",
    "{school|course|gym|club} {shut down|changed the terms|stopped classes} and {keeps our fees|will not "
    "refund|<idle>}",
    "{restaurant|store|takeaway|supermarket} {sold me expired|sent the wrong|gave me raw|overcharged me for} "
    "{food|chicken|"
    "milk|order} and {would not refund|was rude about it|<idle>}",
    "{my data|my number|my address} {was leaked by|was sold by|got stolen from} <firm>{|, spam calls all day|, no "
    "apology}",
    "{false advertising|bait and switch|a scam|robbery}, <name> <kind> {will not honour the offer|takes the money and "
    "runs|"
    "owes us all a refund}",
    "my <ware> <fault>{|, <name> <idle>}",
};

constexpr std::string_view kOthers[] = {
    // One's own day, body, food, animals, study, sport.
    "{day|week} {two|nine|40|12|3} of {learning|practising|teaching myself} <craft><mood>",
    "{learning|practising} <craft> {and my fingers hurt|and my family is suffering|is harder than i thought|every "
    "night}<mood>",
    "{<sport>|i <sport>} {12k|5 miles|ten k|an hour|to work} <when><mood>",
    "my <body> {hurts|is killing me|aches|is sore|is swollen} {after the gym|all day|from sitting|<when>|}<mood>",
    "{caught a cold|have a fever|allergies are back|cannot sleep|slept badly|so hungover|migraine} <when><mood>",
    "{lost|gained} {two|five|seven} {pounds|kilos} {this month|over the holidays|since march}<mood>",
    "{made|cooked|burned|ate too much|tried|craving} <dish> {<when>|for dinner|and it was awful|and it was "
    "perfect}<mood>",
    "{the|my} <dish> {was too salty|came out great|burned again|is cold|tastes like childhood}<mood>",
    "my <pet> {ate my homework|threw up on the rug|hates me|is sick|sleeps all day|ran away and came back|broke a "
    "vase|learned a "
    "trick}<mood>",
    "<who> {is mad at me|forgot my birthday|snores|is moving out|got married|is in hospital|passed away|called me "
    "lazy|ate my "
    "lunch}<mood>",
    "i {forgot|lost|broke|dropped|ruined|missed} {my keys|my own phone|the bus|to save my work|my umbrella|to set an "
    "alarm|an hour "
    "of work|my favourite mug}, {my own fault|again|clumsy me|so dumb|oh well}",
    "{failed|passed|bombed|studying for} {my exam|the interview|the driving test|my finals|the essay}<mood>",
    "{deadline|homework|thesis|essay|paper} {is due|not finished|rewritten four times|killing me} "
    "{tomorrow|<when>|}<mood>",
    "{boss|my manager|the client|a coworker} {called another meeting|took my chair|wants it by monday|is on "
    "holiday|made me stay "
    "late|microwaved fish}<mood>",
    "{quit my job|first day at work|laid off|promoted|working late|night shift|back to the office} <when><mood>",
    "{broke up|first date|got ghosted|wedding|feeling lonely|missing home|heartbroken} <when><mood>",
    "{i hate|i am sick of|fed up with|cannot stand} {mondays|winter|mosquitoes|my hair|being an adult|small talk|the "
    "rain|early "
    "mornings|math|politics}<mood>",
    "{rain|snow|heat|fog|wind|hail} {all day|again|for a week|ruined the picnic}, {soaked|staying in|cannot "
    "sleep|roads are icy|"
    "stay warm everyone}",
    "{stuck in traffic|missed my stop|train was packed|someone is singing on the bus|no seat|long queue for coffee} "
    "<when><mood>",
    "{neighbours|the people upstairs|kids next door} {are drilling|are fighting|have a drum kit|party all night|got a "
    "rooster}<mood>",
    "{there are two types of people|people who|why do people|never trust a man who} {hog the window|chew loudly|talk "
    "in cinemas|are "
    "always late|clap when the plane lands|put milk first}{|, all of them are wrong|, terrible|!}",
    "{my car|the garden|my old laptop|my plants|the house} {needs cleaning|is full of snow|is a mess|are dying|turns "
    "ten}<mood>",
    // Play, shows, matches, public talk.
    "{team|we|the lads|our side|city} {lost|drew|won|got thrashed|conceded} {in extra time|on penalties|in the last "
    "minute|at home|"
    "again}, {do not talk to me|typical|devastated|what a game|ref was blind}",
    "{the|that|this} <show> {was terrible|made me cry|was brilliant|is overrated|has the worst ending|bored me|is a "
    "masterpiece}<mood>",
    "{lost|won|losing} {five ranked games in a row|at cards|the raid|a bet|at monopoly}<mood>",
    "{the president|parliament|this government|that senator|the mayor} {lied|resigned|wants more taxes|spoke|should be "
    "ashamed|won "
    "the vote}<mood>",
    "{actor|singer|player|coach|streamer} {retired|injured|cancelled the tour|looks amazing|should be fired|got "
    "engaged}<mood>",
    "{so sad|heartbreaking|rest in peace|praying}, {the earthquake|the fire|so many lives|the whole family|that poor "
    "child}",
    "{life|love|growing up|success|friendship} is {hard|a journey|what you make of it|unfair sometimes|short}<mood>",
    "{cannot wait for|dreading|counting days to|thinking about} {the weekend|my birthday|the "
    "dentist|christmas|holidays|school}<mood>",
    "{ugh|omg|lol|wow|damn|meh|yay}{|,} {so bored|i am late|i am so dead|my hair today|that was awkward|what a day|why "
    "me|need sleep|"
    "i look terrible}",
    // Asking.
    "{does anyone know|anybody know|can someone tell me|quick question:|asking for a friend:} {how to clean white "
    "sneakers|what "
    "time <firm> opens|how to fold a fitted sheet|which <ware> is best|if <firm> takes cards|where to buy stamps|how "
    "long <dish> keeps}",
    "{how do i|how can i|where do i|can i|do i need to} {change my address|get an invoice|book a seat|use my "
    "points|renew my passport|"
    "add a driver|track a letter|claim travel costs|upgrade} {with|at|on} <name>{|?}",
    "{what is|what are} {the opening hours|the number|the baggage limit|the best plan|the student discount} "
    "{of|at|for} <name> "
    "<kind>{|?}",
    "{recommend me|looking for|in the market for|need advice on} {a|a cheap|a used|a good} <ware>{|, budget 300|, any "
    "tips|, for "
    "my mum}",
    "{is it normal|is it bad|is it safe} {to eat <dish> cold|that my <pet> snores|to run with a cold|to sleep ten "
    "hours}{|?}",
    "{thanks for the reply|sent you a message|ok will do|please follow back|good morning|which gate is it|see you on "
    "board|i will "
    "try that}{| @<name>|, <name>}",
    // Adverts and hiring.
    "{selling|for sale:|giving away|swap} {my|a|an old} <ware>, {barely used|good condition|collect in york|best "
    "offer|60 pounds}",
    "{we are hiring|now hiring|join us|vacancy:} {a driver|bank clerks|a claims agent|two cooks|a teacher|support "
    "agents|engineers} "
    "{|, full time|, apply now|, good pay|in leeds}",
    "{lose weight|learn <craft>|earn cash|get fit|quit smoking} in {4|six|two} weeks, {ask me how|link in bio|no "
    "effort|limited "
    "spots|dm me}",
    "{sale|flash sale|grand opening|new menu|free trial}: {half price|buy one get one|20% off|today only|free coffee} "
    "{at <name>|"
    "this weekend|with code|in store}",
    "{meet the new|introducing the|pre-order the} <name> <ware>, {twice the battery|lighter than ever|never drops a "
    "call|no more "
    "leaks|ships in may}",
    "{room|flat|garage} {to let|for rent|wanted} {near the station|from june|bills included|no pets}",
    // News of firms and of the world.
    "<name> <kind> {posts|reports|sees|beats} {5% rise|drop|higher|record} {in premium income|profit|in "
    "passengers|revenue|in parcel "
    "volume}{| for the quarter}",
    "<name> <kind> {to cut|to hire|to open|names|to buy|fined over} {400 jobs|new depot|a new chief|rival|records|60 "
    "branches}",
    "{regulator|court|minister|union|watchdog} {fines|warns|sues|backs|probes} {<name> <kind>|banks|airlines|two "
    "insurers} {over "
    "fees|after review|in landmark case|}",
    "{shares|stocks|oil|gas prices|inflation} {fall|rise|slip|steady} {after rate decision|on weak data|in early "
    "trade|for a third day}",
    "{police|fire crews|officials} {respond to|investigate|report} {a crash|a fire|a robbery|flooding} {near the "
    "station|overnight|in "
    "the valley}",
    // Firms in plain or good words.
    "{at|waiting at|on my way to|just left|working at} <firm> {<when>|with <who>|for the third year|}<mood>",
    "<name> <kind> {fixed it in an hour|sorted my <money>|has the kindest staff|never let me down|was quick and "
    "polite}{|, thank "
    "you|, five stars}",
    "{got|received} my <money> {from <firm>|<when>|early}{|, very happy|, thanks|, drinks on me}",
    "{my new|this|the} <ware> {is great|works perfectly|was worth it|is so quiet|arrived early|survived a year}{|, "
    "thanks <name>}",
    "{bought|ordered|fixed|cleaned|unpacked} {my|a|the} <ware> <when><mood>",
    "{my first|last} {flight|night shift|month at the bank|day as a courier|week in claims} {was fun|was "
    "exhausting|went fast}<mood>",
    "{i dropped|i spilled tea on|my kid broke|i sat on} my {own |old |}<ware><mood>",
};

}  // namespace

SeedTables EnglishSeeds() { return {kLists, kComplaints, kOthers}; }

}  // namespace groundswell
