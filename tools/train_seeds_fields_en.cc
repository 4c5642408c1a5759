// English training seeds of many fields; tools/train_seeds.h says what they are and how a pattern is read. Complaints
// are told as people tell them (what failed, how long, who did nothing).
#include "tools/train_seeds.h"

namespace groundswell {
namespace {

constexpr SeedList kLists[] = {
    {"<span>",
     "two days|three days|a week|nine days|two weeks|three weeks|a month|two months|half a year|over a year|40 minutes|"
     "three hours|all day"},
    {"<since>",
     "since monday|since last friday|for weeks|for days|for two months|since the update|since january|all week"},
    {"<nothing>",
     "no answer|no reply at all|nobody cares|nobody has come|no update|no explanation|no apology|nothing has happened|"
     "still nothing|radio silence|they ghosted me|no one called back|still not resolved|zero response"},
    {"<dodge>",
     "they keep passing me around|they say it is not their problem|they blame the supplier|they told me to wait|"
     "they shrugged|they closed the ticket|they read from a script|they put the phone down|they want more paperwork|"
     "they say the system does not allow it|they pretend it never happened|they told me to contact someone else"},
    {"<refuse>",
     "refuse to refund|will not refund me|refuse to replace it|will not pay|will not take it back|offer a voucher "
     "instead|only gave back half|deny everything|will not honour the warranty|kept my money"},
    {"<ask>",
     "i want my money back|i want a full refund|refund me|fix this|sort it out|i expect compensation|who is "
     "responsible|"
     "this is unacceptable|i am filing a complaint|someone please help|do your job|i demand an explanation|"
     "i am reporting them|never using them again"},
    {"<praise>",
     "great service|nice one|well done|brilliant|fantastic job|love it when|amazing support|top marks|thanks a lot|"
     "way to go|bravo|stellar work|so helpful|wonderful|cheers|outstanding"},
    {"<fail>",
     "three hours on hold and then cut off|my bag is in another country|charged twice and shipped nothing|the repair "
     "lasted one day|four visits and it still leaks|two months for a refund|seven hours late without a word|the box "
     "was "
     "empty|it broke the day after the warranty|nobody turned up again|my claim is lost for the third time|the app ate "
     "my "
     "booking|i get to wait another week"},
    {"<bank>",
     "the bank|my bank|the credit union|the card company|the lender|the mortgage people|the payment app|the broker"},
    {"<ins>", "the insurer|my car insurance|the health plan|the adjuster|the travel insurance|the claims desk"},
    {"<shop>", "the seller|the store|the shop|the website|the marketplace|the brand|the retailer|their online shop"},
    {"<air>",
     "the airline|the train company|the travel site|the airport desk|the hotel|the bus company|the cruise line"},
    {"<tel>", "my provider|the phone company|the broadband company|the cable company|the carrier|the network"},
    {"<gov>",
     "the council|the water company|the power company|the gas supplier|the tax office|the post office|the benefits "
     "office|the licensing office|the bin collection"},
    {"<med>", "the clinic|the hospital|the dentist|the pharmacy|the surgery|the optician|the lab"},
    {"<rent>", "the landlord|the letting agency|the property manager|the estate agent|the building management"},
    {"<app>", "the app|your app|the website|the portal|the game|the checkout|the login page|the booking page"},
    {"<goods>",
     "phone|laptop|headphones|earbuds|fridge|freezer|oven|cooker|washer|dryer|boiler|kettle|toaster|vacuum|sofa|"
     "mattress|"
     "bed frame|wardrobe|jacket|shoes|watch|tv|monitor|keyboard|printer|router|charger|power bank|doorbell|camera|"
     "pushchair|air fryer|coffee machine|blender|e-bike"},
    {"<defect>",
     "stopped working|will not start|died|keeps shutting down|keeps freezing|leaks|overheats|cracked|snapped|fell "
     "apart|"
     "came loose|rusted|peeled|faded|smells of burning|sparks|rattles|hums loudly|will not charge|drains in an hour|"
     "will not connect|has a dead screen|has a hole in it|arrived broken|arrived bent|is the wrong size|is missing "
     "parts|"
     "trips the fuse|does not cool|does not heat"},
    {"<carpart>",
     "gearbox|transmission|engine|brakes|steering|clutch|infotainment|sunroof|suspension|air conditioning|battery|"
     "dashboard|tailgate|turbo|alternator|wipers|door|seat|reversing camera|exhaust|tyres"},
    {"<cardefect>",
     "shudders|judders|squeals|grinds|rattles|leaks oil|cuts out|stalls|goes black|jams|slips|loses power|pulls to the "
     "left|overheats|drips water|shows a warning light|clunks|vibrates|whines"},
    {"<driving>",
     "at low speed|on the motorway|when cold|when braking|when i turn|in reverse|over bumps|uphill|when i pull away|in "
     "the rain|at idle|when changing gear"},
};

constexpr std::string_view kComplaints[] = {
    // Irony: a word of praise beside what failed.
    "<praise>, <fail>",
    "<praise> {@|}{bank|team|guys|everyone}, <fail>",
    "<fail>, <praise>",
    "{so much for|another fine day with|thank you for} {your guarantee|priority service|24/7 support|next day "
    "delivery|the "
    "hassle free returns}, <fail>",
    "{oh good|lovely|just perfect|of course}, <fail>",
    // Banks and payment.
    "<bank> {froze|locked|closed|restricted} {my account|my card|our savings} {|without notice|for no reason}{, "
    "<dodge>|, "
    "<nothing>|, rent is due}",
    "{transfer|payment|deposit|wire|payroll} {has been missing|stuck|pending} <since>{, <dodge>|, <nothing>|, <ask>}",
    "<bank> {charged|took|added} {an overdraft fee|a foreign fee|interest|a penalty|a maintenance fee} {i never agreed "
    "to|even though i paid on time|twice}{|, <dodge>|, <ask>}",
    "{someone used my card|fraud on my account|a payment i never made} and <bank> {<refuse>|blames me|took <span> to "
    "answer}",
    "{mortgage|loan|credit card} {application|payoff|dispute} {lost|dragging on|denied} {<since>|after <span>}, "
    "{<dodge>|<nothing>}",
    "{debt collectors|collections} {call me|harass my family|email my boss} {daily|at night} {about a debt that is not "
    "mine|after i paid}, <ask>",
    "{atm|cash machine} {ate my card|kept my cash|gave me less}, <bank> {<refuse>|takes <span> to check}",
    "{paid off|closed|settled} my {loan|card|account} and {it still shows on my credit report|they still charge "
    "interest|they still send bills}",
    // Insurance.
    "<ins> {denied|rejected|underpaid|lost} my claim {for a technicality|after <span>|twice}{, <nothing>|, <dodge>|, "
    "<ask>}",
    "<ins> {says|claims} {it was pre-existing|the damage is wear and tear|i called too late|flood is not covered} "
    "{though "
    "the agent promised it was|now}",
    "{premium|renewal|policy} {jumped|went up|renewed itself} {by 40%|without telling me|with no claims}{, <dodge>|, "
    "<ask>}",
    "{cancelled|tried to cancel} my policy and {they <refuse>|still took the premium|got a cancellation fee}",
    "{waited|waiting} <span> for {an adjuster|the assessor|approval|a claim number}, <nothing>",
    // Shops and parcels.
    "{the|this|my new} <goods> <defect> {after <span>|out of the box|on day two|already}{|, <shop> will not help|, "
    "they "
    "<refuse>|, <ask>}",
    "<goods> <defect>{|, <nothing>|, third one in a row|, they <refuse>|, avoid}",
    "<shop> {sent|shipped|delivered} {the wrong item|a used one|an empty box|a fake|half the order|someone else's "
    "parcel} and they <refuse>",
    "{ordered|paid} {<span> ago|in march|for next day delivery} and {nothing has arrived|it has not even shipped|they "
    "cancelled without telling me}{, <dodge>|, <ask>}",
    "{parcel|package|courier|driver} {left it in the rain|never rang the bell|says delivered, it was not|lost it|threw "
    "it over the gate|smashed it}{, <nothing>|, <dodge>|}",
    "{returned|sent back} {it|the <goods>} {<span> ago|and paid postage} {, no refund|, they <refuse>|, <nothing>|, "
    "they "
    "say they never got it}",
    "{described as|advertised as|sold as} {leather|new|waterproof|organic|in stock} but {it is not|it is plastic|it "
    "was "
    "used|it is clearly fake}, they <refuse>",
    "{discount code|voucher|gift card|loyalty points|price match} {rejected|expired early|does not work|vanished}, "
    "<dodge>",
    // Travel.
    "{flight|train|bus|ferry} {cancelled|delayed <span>|overbooked|left early} {|, <nothing>|, no hotel|, <air> "
    "<refuse>|, "
    "stuck here with kids}",
    "<air> {lost|damaged|forgot} {our bags|my suitcase|the pushchair|my wheelchair}{, <span> and <nothing>|, <dodge>}",
    "<air> {wants|charged} {90 dollars|double|a fee} {to change a name|for a seat i already paid|for hand luggage}{, "
    "<ask>|}",
    "{hotel|room|apartment|villa} {was filthy|had bed bugs|had no hot water|was given away|looked nothing like the "
    "photos}, {front desk|host|manager} {did nothing|was rude|<refuse>}",
    "{stuck|sitting|waiting} {on the tarmac|at the gate|in the queue|at the desk} {for <span>}{, <nothing>|, no "
    "water|, "
    "<ask>}",
    "{cancelled|rebooked} {my|our} {trip|tour|booking} {without asking|by email at midnight} and <refuse>",
    "{cab|ride|driver|rental car} {never showed|took a detour|cancelled twice|was filthy|charged for damage i did not "
    "do}, {support <dodge>|<ask>|<nothing>}",
    // Cars.
    "<carpart> <cardefect> <driving>{|, dealer says it is normal|, <ask>|, two repairs and no change}",
    "{my|the} {new car|van|suv|truck|hybrid} {is <span> old and|with 3000 miles} the <carpart> <cardefect>",
    "<carpart> <cardefect>{|, dealer <dodge>|, parts on back order <since>|, not safe to drive}",
    "{dealer|garage|dealership|workshop} {kept my deposit|charged for work not done|broke the trim|gave it back worse|"
    "hid accident damage|wants 900 to look at it}{, <nothing>|, <ask>|}",
    "{range|mileage|fast charging|autopilot} {is half of what was advertised|got worse after the update}{, <nothing>|, "
    "<ask>}",
    // Telecoms and utilities.
    "{internet|broadband|wifi|signal|landline|tv box} {down|out|dropping|crawling} <since>{, <tel> <nothing>|, "
    "<dodge>|, "
    "<ask>|}",
    "<tel> {raised my bill|added extras|throttled my data|locked me into a contract|will not release my number} "
    "{|without "
    "asking|and <nothing>}{|, <ask>}",
    "{engineer|technician|installer|meter reader} {missed the appointment|never turned up|left a mess|came without "
    "parts}{| again}, <nothing>",
    "{power|water|gas|heating|hot water|lift|elevator} {off|out|broken|cut} <since>{, <gov> <nothing>|, <nothing>|, "
    "old "
    "people live here|}",
    "{water|gas|electricity|council tax} bill {tripled|is wrong|is estimated again|for a flat i left}{, <dodge>|, "
    "<ask>|}",
    "<gov> {lost my form|missed our street|sent me to another office|ignored five emails|dug up the road and left}{, "
    "<nothing>|, <ask>|}",
    "{pothole|street light|drain|bus stop|playground} {broken|blocked|dark|a death trap} <since>, reported it "
    "{twice|five "
    "times} and <nothing>",
    // Health, food.
    "<med> {cancelled my appointment|lost my results|overcharged me|gave me the wrong pills|kept me waiting "
    "<span>|billed "
    "my insurance wrong}{, <nothing>|, <dodge>|, <ask>}",
    "{filling|crown|surgery|glasses|prescription} {fell out|went wrong|is wrong|was not ready} {after <span>|again}, "
    "they "
    "<refuse>",
    "{found|there was} {hair|glass|mould|a bug|plastic} in {my|the} {salad|bread|takeaway|baby food|milk}{, they "
    "<refuse>|, manager laughed|, <ask>}",
    "{food|order|dinner|groceries} {came cold|never came|an hour late|half missing|made us sick}, {the app|the "
    "restaurant|support} {<refuse>|<dodge>|ignored me}",
    // Homes.
    "<rent> {kept the deposit|will not fix the boiler|put up the rent|ignores the mould|walks in without notice}{, "
    "<nothing>|, <ask>|}",
    "{roof|ceiling|tap|toilet|window|lock} {leaks|is broken|will not shut} <since>, <rent> {<dodge>|does nothing|sends "
    "no "
    "one}",
    "{builder|plumber|movers|cleaners|contractor|roofer} {took the money and left|broke our table|did half the job|"
    "doubled the quote|flooded the kitchen}{, <ask>|, <nothing>|}",
    // Apps, games, subscriptions, data.
    "<app> {crashes|logs me out|will not load|rejects my card|lost my data|shows a blank page|is unusable} "
    "{<since>|every "
    "time|when i pay}{|, <ask>|, <nothing>}",
    "{cancelled|tried to cancel|ended} {my|the} {subscription|membership|free trial|plan} and {they keep charging|got "
    "billed for a year|there is no button|they <refuse>}",
    "{banned|suspended|locked out} {for no reason|without warning|after paying}, {appeal "
    "ignored|<nothing>|<dodge>|lost "
    "everything i bought}",
    "{my data|our passwords|my address|my medical file} {leaked|was shared|was sent to a stranger}, "
    "{<nothing>|<ask>|now "
    "i get scam calls}",
    "{paid for|bought} {premium|the season pass|extra storage|ad free} and {still get ads|it is not there|nothing "
    "unlocked}, they <refuse>",
    "{gym|course|school|tutor|studio} {closed|moved|cut classes|changed the timetable} and <refuse>",
    // Short and plain.
    "<goods> <defect>",
    "{worst|terrible|shocking|appalling} {customer service|experience|delivery|support} {ever|yet}, <fail>",
    "{called|emailed|messaged|chased} {them|you|support} {six times|every day|for <span>}, <nothing>",
    "{@|}{company|support|help} {where is my order|where is my refund|why was i charged|when will this be fixed|why is "
    "nobody answering}{|, <nothing>}",
    "{they|you} {lied to me|ripped me off|scammed me|overcharged me|lost my order|broke a promise} and <refuse>",
    "{still|been} waiting {<span>|<since>} for {a refund|my order|a call back|an engineer|my money|a replacement}{|, "
    "<nothing>|, <ask>}",
    "{anyone else|is it just me or} {having trouble with|locked out of|overcharged by|getting errors from} "
    "{<bank>|<tel>|"
    "<app>}{? <nothing>|, <ask>|}",
    "{promised|told|assured} {a refund|a call|delivery|a fix} {by tuesday|within 48 hours|<span> ago}, <nothing>",
};

}  // namespace

SeedTables EnglishFieldSeeds() { return {kLists, kComplaints, {}}; }

}  // namespace groundswell
