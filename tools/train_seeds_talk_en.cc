// English training seeds that are no complaints, with the nouns of those that are: praise, questions, news, adverts,
// notices, tips, and talk of one's own mishaps. tools/train_seeds.h says how a pattern is read.
#include "tools/train_seeds.h"

namespace groundswell {
namespace {

constexpr SeedList kLists[] = {
    {"<span>", "two days|a week|two weeks|a month|six months|a year|three years|an hour|ten minutes"},
    {"<firm>",
     "the bank|my insurer|the airline|the garage|the shop|the hotel|the landlord|my provider|the council|the "
     "clinic|the "
     "courier|the power company|the dentist|the gym|the train company|the pharmacy"},
    {"<name>", "Marlow|Eastbay|Corvid|Linden|Harrow|Sable|Pinecrest|Novara|Tillman|Brightwell|Osprey|Keystone"},
    {"<kind>", "Bank|Insurance|Air|Telecom|Energy|Motors|Foods|Pharma|Retail|Rail|Media|Group|Games|Hotels"},
    {"<staff>",
     "the driver|the nurse|the engineer|the agent|the clerk|the mechanic|the cashier|the waiter|the guard|Anna "
     "at the desk|customer service|the technician"},
    {"<goods>",
     "phone|laptop|headphones|fridge|oven|washer|boiler|kettle|vacuum|sofa|mattress|jacket|shoes|watch|tv|monitor|"
     "keyboard|printer|router|charger|camera|pushchair|air fryer|coffee machine|e-bike"},
    {"<carpart>", "gearbox|engine|brakes|clutch|sunroof|battery|tyres|wipers|turbo|exhaust|suspension"},
    {"<happy>",
     "|, thank you|, so happy|, great job|, highly recommend|!|, five stars|, lifesaver|, impressed|, love it|, "
     "cheers|, well done"},
    {"<mood>",
     "|, lol|, sigh|, my own fault|, oh well|, classic me|, ugh|, so tired|, send coffee|, never again|, typical|, "
     "i give up"},
    {"<who>", "my mum|my dad|my brother|my wife|my husband|my son|our neighbour|my flatmate|grandad|my boss|a friend"},
    {"<num>", "3%|12 percent|a third|two points|half|a quarter|1.5 million"},
    {"<city>", "London|Denver|Leeds|Oslo|Austin|Dublin|Perth|Toronto|Lisbon|Chicago|Glasgow"},
};

constexpr std::string_view kOthers[] = {
    // Praise, repairs that worked, money that came.
    "{my|the|this} <goods> {still works after <span>|is so quiet|arrived early|charges fast|looks great|does not leak "
    "at "
    "all|was worth it}<happy>",
    "<staff> {fixed it in minutes|was patient and kind|went the extra mile|found my bag|stayed late to help|called me "
    "back "
    "right away}<happy>",
    "{refund|claim|deposit|payout|tax return|voucher} {came through|arrived|was paid} {in <span>|already|the same "
    "day}<happy>",
    "<firm> {sorted it|replaced it|fixed everything|kept their promise|was brilliant} {within <span>|today|without a "
    "fuss}"
    "<happy>",
    "{flight|train|delivery|parcel|bus} {on time|early|smooth|right to the minute}{| for once}<happy>",
    "{<carpart>|car|van|bike} {fixed|serviced|back from <firm>|running like new} {|for a fair price}<happy>",
    "{internet|power|water|heating|signal} {is back|restored|faster than ever|working again}<happy>",
    // Questions and plans.
    "{does anyone know|can someone tell me|quick question,|how do i know} {when <firm> opens|how to reset my "
    "password|how "
    "long a refund takes|where to return a <goods>|if my policy covers rentals|which plan has roaming}",
    "{how do i|where can i|is it possible to|what is the best way to} {change my address|add a driver|print a boarding "
    "pass|check my balance|file a claim|cancel a plan|return a <goods>|upgrade my seat|get an invoice}{|?| please}",
    "{@|}<name> {do you|can i|will you|are you going to} {fly to <city>|have this in blue|open on sunday|ship to "
    "ireland|"
    "bring back the old menu|take pets}{?|}",
    "{looking for|need|can anyone recommend|thinking of buying} {a <goods>|a good plumber|a used car|travel "
    "insurance|a "
    "dentist|a quiet hotel in <city>}{|, any tips|, budget is tight}",
    "{which|what} {<goods>|<carpart> oil|phone plan|bank|seat} {is best for|should i get for|works with} {students|a "
    "small flat|long trips|kids|an old car}",
    "{what time|which gate|what day|how much} {is|does} {boarding|the last train|check in|the night bus|collection|the "
    "tour}{|cost}{?|}",
    "{can you|could you|please} {dm me|follow back|send me the link|check flight 482|tell me the gate|add me to the "
    "list}"
    "{, thanks|?|}",
    // News, notices, statistics, law.
    "<name> <kind> {reports|posts|announces|unveils|plans} {record profit|a loss of <num>|new <goods>|price rises|a "
    "recall|"
    "500 job cuts|a merger|a new chief}{|, shares fall|, shares rise}",
    "{regulator|watchdog|court|ombudsman|senate} {fines|probes|clears|rules on|warns} {<name> <kind>|lenders|airlines|"
    "energy firms|scam callers|ticket resellers}{| over fees| after complaints|}",
    "{complaints|claims|delays|sales|prices|flights|layoffs} {rose|fell|doubled|are down} <num> {in <city>|last "
    "year|in "
    "may|in the third quarter}{|, report says}",
    "{how to|five ways to|a guide to} {get a refund|avoid hidden fees|fix a leaking tap|pick an insurer|complain and "
    "be "
    "heard|reset your router}",
    "{notice|service update|reminder}: {trains will not run|water will be off|the office is closed|maintenance} {on "
    "sunday|from 9 to 5|this friday}{|, sorry for any inconvenience}",
    "{police|fire crews|officials|scientists} {say|confirm|investigate|warn of} {a crash on the m4|heavy rain|two "
    "injured|a power cut in <city>|a fraud ring|rising costs}",
    "{rt|breaking|just in|watch}: {<name> ceo|the mayor|the minister|a spokesman} {on|talks about|responds to} "
    "{delays|the "
    "strike|new rules|the data breach|the budget}",
    "{match|game|season|tour|trailer|tickets} {starts|on sale|kicks off|drops} {at 8|tomorrow|on friday|in <city>}{| "
    "link "
    "in bio|}",
    "{meeting|library|lecture|office|gallery|road} {moved to tuesday|opens at nine|is on the second floor|reopens "
    "monday}",
    "{photo|video|new post|episode 12|chapter nine}: {<city> at night|how bread is made|an interview|my desk|notes "
    "from "
    "the talk}",
    // Adverts, hiring.
    "{we fix|we repair|call us for|free quote on} {any <goods>|leaks|<carpart> problems|broken screens|roofs}{|, no "
    "fix no "
    "fee|, same day|, 20 years in <city>}",
    "{hiring|now hiring|join our team}: {claims handler|support agent|delivery driver|nurse|engineer}{, great "
    "benefits|, "
    "apply now|, part time}",
    "{sale|last chance|flash deal}: {<goods> half price|free delivery|buy one get one|no fees for a year}{|, terms "
    "apply|, "
    "ends tonight|, link below}",
    "{bad credit|need a loan|denied a claim|in debt}? {we can help|call our experts|free advice|apply in minutes}",
    "{for sale|giving away|selling}: {<goods>|two tickets|my old bike}, {like new|collection only|open to "
    "offers|barely "
    "used}",
    // One's own mishaps, the day, shows and matches, other people.
    "{i|<who>} {dropped|sat on|spilled tea on|lost|forgot to charge|backed into a post with} {my|the} "
    "{<goods>|car|bike}"
    "<mood>",
    "{forgot|missed|overslept and missed} {my keys|the bus|my flight|rent day|the bins|my own appointment}<mood>",
    "{my old|the ancient|my trusty} {<goods>|car|laptop} {finally retired|lived ten good years|is off to "
    "recycling}<mood>",
    "{on my way to|waiting at|sitting in|just left|back at} {<firm>|the airport|the station|the car park|<city>}<mood>",
    "{working|started|first day|last day|interview} at {<firm>|<name> <kind>}{| today}{, nervous|, wish me luck|, long "
    "shift|, great team|<mood>}",
    "{monday|winter|this rain|traffic|homework|my alarm|my hair|my brain} {again|hates me|is the worst|can stop "
    "now|makes "
    "me sad}<mood>",
    "{movie|finale|album|book|sequel|new season} {was boring|ruined the ending|made me cry|is overrated|sucked}<mood>",
    "{we|our team|the boys|united|the ref|our striker} {lost again|blew it|cannot defend|missed a penalty|got "
    "robbed|went "
    "out on penalties}<mood>",
    "{my back|my head|my knee|my tooth|my stomach} {hurts|is killing me|aches} {today|again|after the run}<mood>",
    "<who> {never texts back|broke up with me|ate my lunch|snores|is mad at me|borrowed my <goods>|moved out}<mood>",
    "{people who|why do people|i hate it when people} {chew loudly|walk slowly|talk in films|are always late|post "
    "spoilers}<mood>",
    "{that senator|the president|this government|that singer|my teacher|the coach} {is a joke|lies again|should "
    "resign|is "
    "clueless|makes me angry}",
    "{so sad|heartbroken|praying|sending love} {for the families|for <city>|about grandad|after the news}",
    "{feeling|been} {low|anxious|sick|lonely|tired|stressed} {today|all week|since the exam}<mood>",
    "{failed|passed|bombed|survived} {my exam|the interview|the driving test|moving day|monday}<mood>",
    "{made|burnt|ordered|baked} {soup|pasta|bread|a cake|tacos} {and it was awful|and it was great|for "
    "<who>|tonight}<mood>",
    "{if|in case} {your flight is cancelled|a parcel is lost|your <goods> breaks|you are overcharged}, {keep the "
    "receipt|"
    "ask for the form|you have rights}",
    "{glad|lucky|good thing} {i kept the receipt|we left early|it was under warranty|i had insurance|i cancelled in "
    "time}",
    "{ok|lol|haha|same|wow|really|hmm|yes|no} {that is true|you are funny|i know right|see you there|what a day|good "
    "point|nope}",
};

}  // namespace

SeedTables EnglishTalkSeeds() { return {kLists, {}, kOthers}; }

}  // namespace groundswell
