#include "modules/catalog/seed/vocabulary.hpp"

namespace kontor::catalog::seed {

namespace {

constexpr Department kDepartments[] = {
    {"clothing",
     "Nordvik & Daughters|Aldermoor|Casa Lumbre|Hemlock Row|Tamsin Grey",
     "washed|relaxed|classic|tailored|everyday|fine|soft|light|striped|heritage|modern|brushed",
     "Cut with room to move and finished with seams that lie flat.|The {series} line keeps its shape and its colour "
     "through years of washing.|{brand} sews it in small runs, so that little is left over at the end of a "
     "season.|Wear it alone in summer and as a layer from October on.|Pre-washed, so the size you choose is the size "
     "that stays.",
     "organic|timeless|handmade",
     {{{"care", "30° machine wash|40° machine wash|hand wash|dry clean"}, {"fit", "regular|relaxed|slim|oversized"}}}},
    {"home",
     "Kettle & Thyme|Fenwick Hollow|Ostrava Hus|Maison Brindille",
     "hand-finished|simple|sturdy|round|quiet|rustic|modern|deep|slender|warm|seasoned|plain",
     "Made to be used every day and to look better for it.|{brand} has a single workshop, and everything in the "
     "{series} range passes through it.|Comes in a plain box of recycled board that makes a good present as it is.|If "
     "a "
     "part ever wears out, it can be ordered on its own.|At home in a small flat as much as in a farmhouse kitchen.",
     "gift|handmade|timeless",
     {{{"dishwasher safe", "yes|no"}, {"origin", "Portugal|Denmark|Czechia|France|Japan"}}}},
    {"outdoor",
     "Ridgeback Supply|Tarn & Tor|Nine Cairns|Polarfox Outfitters",
     "ultralight|all-season|rugged|compact|trail|alpine|packable|storm-proof|two-day|summit|woodland|coastal",
     "Tested for three seasons in wind and rain before it went on sale.|Every buckle and zip can be repaired with the "
     "kit that {brand} sends along.|Small enough when packed to be forgotten until you need it.|The {series} range is "
     "free of fluorocarbons.|Reflective details help you find it after dark.",
     "bestseller|lightweight|expedition",
     {{{"season", "three seasons|four seasons|summer"}, {"water column", "1500 mm|3000 mm|5000 mm|none"}}}},
    {"books-stationery",
     "Paper Heron|Lindqvist Press|Inkwell Lane|Verlag am Deich",
     "illustrated|pocket|annotated|collected|dotted|ruled|clothbound|weekly|complete|little|travelling|evening",
     "Printed on paper from certified forests, with an opening that lies flat.|A ribbon keeps your place.|{brand} "
     "prints in small editions and numbers each of them.|The {series} series is made to be filled, lent and "
     "kept.|Bound "
     "with thread, not glue, so that no page comes loose.",
     "gift|limited|new voices",
     {{{"language", "English|German|French"}, {"binding", "thread-sewn|Swiss binding|hardcover|softcover"}}}},
    {"electronics",
     "Tonwerk|Okto Audio|Bluebarn|Voltaire Labs",
     "wireless|compact|studio|foldable|everyday|pocket|silent|travel|slim|fast|modular|classic",
     "The battery can be replaced with one screw.|Two years of updates and five years of spare parts are part of the "
     "price.|{brand} publishes the full measurements of the {series} line.|Connects in seconds and remembers every "
     "device it has met.|Comes with a braided cable and without a plastic bag.",
     "bestseller|repairable|refurbished",
     {{{"connection", "USB-C|Bluetooth 5.3|USB-C and Bluetooth"}, {"warranty", "2 years|3 years|5 years"}}}},
    {"garden",
     "Greenfinch & Co|Stolz Gartenbau|Wild Acre|Mossgate",
     "hand-forged|frost-proof|long-handled|heirloom|cottage|balcony|bee-friendly|tall|shallow|slender|sturdy|weathered",
     "Made for soil, rain and being left outside now and then.|{brand} gives ten years of guarantee on everything in "
     "the {series} range.|A small card tells you what to do with it in each month.|Works on a balcony as well as in a "
     "border.|What comes back to the workshop is repaired or recycled.",
     "organic|bee-friendly|handmade",
     {{{"place", "sun|half shade|shade|anywhere"}, {"frost resistant", "yes|no"}}}},
    {"toys",
     "Pebble & Pine|Wombat Works|Zirkuswagen|Little Harbour",
     "painted|stacking|travel|magnetic|big|little|musical|rolling|friendly|woodland|rainbow|sleepy",
     "Rounded, tested and safe to chew on.|{brand} uses water-based paints and nothing that rattles loose.|Children "
     "find their own rules within minutes.|The parts of the {series} family fit together.|Made to be handed on to the "
     "next child.",
     "gift|handmade|plastic-free",
     {{{"age", "from 1 year|from 3 years|from 6 years|from 8 years"}, {"safety", "EN 71 tested"}}}},
    {"beauty",
     "Salt & Sage|Botanica Venn|Rosehip Apothecary|Fräulein Minze",
     "gentle|nourishing|daily|calming|refreshing|rich|unscented|light|overnight|clarifying|restoring|silky",
     "Without silicones, mineral oil or anything you could not spell.|A little goes a long way.|{brand} fills the "
     "{series} care line in glass that can be returned.|Tested on willing people, never on animals.|Stir-made in "
     "batches of two hundred and dated by hand.",
     "organic|vegan|bestseller",
     {{{"skin type", "all skin types|dry|oily|sensitive"}, {"vegan", "yes"}}}},
    {"food-drink",
     "Harbour Roastery|Golden Ladle|Oliveto Alto|Finch & Fig",
     "single-origin|slow-roasted|stone-ground|smoked|spiced|mild|strong|small-batch|wild|sun-dried|festive|breakfast",
     "{brand} buys directly from the people who grow it and pays them before the harvest.|Best within three months of "
     "opening, though it rarely lasts that long.|Packed without plastic.|The {series} selection changes with the "
     "year.|Nothing added, nothing taken away.",
     "organic|fair trade|gift",
     {{{"organic", "yes|no"}, {"storage", "cool and dry|refrigerate after opening"}}}},
    {"bicycles",
     "Velostadt|Copperchain|Tandem Brothers|Rue Cyclette",
     "urban|touring|classic|light|commuter|rain-proof|weekend|upright|vintage|long-distance|everyday|quick-release",
     "Fits standard mounts, and every screw is a size that you own a key for.|{brand} keeps spare parts for the "
     "{series} range for fifteen years.|Built for cobbles, tram rails and rain.|Fitted in five minutes with the tool "
     "in "
     "the box.|Tested on the way to work, not only in a laboratory.",
     "bestseller|repairable|made to order",
     {{{"mounting", "screw clamp|quick release|strap"}, {"weather", "rain-proof|splash-proof"}}}},
    {"pets",
     "Barkley & Mew|Hundeglück|Whisker Lane|Old Badger",
     "cosy|chew-proof|washable|padded|reflective|adjustable|playful|quiet|rainy-day|country|city|gentle",
     "Chosen by the office dogs and tolerated by the cat.|All parts are washable at thirty degrees.|{brand} gives a "
     "share of every {series} sale to animal shelters.|Seams are sewn twice, because they will be tested.|Comes in "
     "sizes for puppies and for those who used to be.",
     "bestseller|washable|gift",
     {{{"washable", "30° machine wash|wipe clean"}, {"suits", "puppies and kittens|adult animals|all ages"}}}},
    {"office",
     "Desk & Daylight|Kontura|Lindgren Bureau|Quiet Margin",
     "folding|stackable|height-adjustable|minimal|slim|wide|solid|tidy|rounded|clever|wall-mounted|modular",
     "Clears a desk in a minute and keeps it clear.|The {series} pieces share one width, so they stack and line "
     "up.|{brand} makes it from offcuts of its furniture.|Felt feet spare the table.|Ships flat, needs no tools.",
     "new|home office|timeless",
     {{{"assembly", "none|without tools|two screws"}, {"origin", "Germany|Sweden|Poland|Italy"}}}},
    {"sports",
     "Stride North|Kite & Anchor|Basecamp Eleven|Lotus Yard",
     "non-slip|cushioned|breathable|light|winter|trail|training|balanced|travel|grippy|seamless|quick-dry",
     "Made with athletes who train before work.|{brand} takes it back at the end of its life and makes the next "
     "{series} "
     "from it.|Dries overnight and does not keep the smell.|Tested over a thousand hours of use.|Comes with a bag that "
     "is worth keeping.",
     "bestseller|recycled|lightweight",
     {{{"level", "beginners|all levels|advanced"}, {"season", "all year|summer|winter"}}}},
    {"kids",
     "Mondschaf|Tiny Orchard|Button & Bear|Lille Havn",
     "snug|soft|quilted|printed|striped|cuddly|first|sleepy|starry|growing|summer|winter",
     "Soft enough for the first days and strong enough for the third child.|{brand} dyes the {series} collection with "
     "colours that are safe in small mouths.|Poppers where they belong: on the outside.|Turned-up cuffs grow along for "
     "a whole year.|Washes at sixty degrees and dries by the morning.",
     "organic|gift|new",
     {{{"care", "40° machine wash|60° machine wash"},
       {"certificate", "organic cotton|tested for harmful substances"}}}},
};

}  // namespace

std::span<const Department> departments() {
  return kDepartments;
}

}  // namespace kontor::catalog::seed
