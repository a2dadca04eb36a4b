#include "modules/catalog/seed/vocabulary.hpp"

namespace kontor::catalog::seed {

namespace {

// Rows as they fit on their lines: brands, adjectives, sentences, tags, attributes.
// clang-format off
constexpr Department kDepartments[] = {
    {"clothing", "Nordvik & Daughters|Aldermoor|Casa Lumbre|Hemlock Row|Tamsin Grey",
     "washed|relaxed|classic|tailored|everyday|fine|soft|light|striped|heritage|modern|brushed",
     "Finished with seams that lie flat and last.|The {series} line keeps its shape and its colour through years of "
     "washing.|{brand} sews it in small runs, so that little is left over at the end of a season.|Goes with what you "
     "have, from summer to the first snow.|Pre-washed, so that it does not shrink.",
     "organic|timeless|handmade",
     {{{"care", "30° machine wash|40° machine wash|hand wash|dry clean"}, {"made in", "Portugal|Italy|Lithuania|Ireland"}}}},
    {"home", "Kettle & Thyme|Fenwick Hollow|Ostrava Hus|Maison Brindille",
     "hand-finished|simple|sturdy|round|quiet|rustic|modern|deep|slender|warm|seasoned|plain",
     "Made to be used every day and to look better for it.|{brand} has a single workshop, and everything in the "
     "{series} range passes through it.|Comes in a plain box of recycled board that makes a good present as it is.|If "
     "a part ever wears out, it can be ordered on its own.|At home in a small flat as much as in a farmhouse.",
     "gift|handmade|timeless",
     {{{"style", "rustic|modern|classic|Scandinavian"}, {"made in", "Portugal|Denmark|Czechia|France|Japan"}}}},
    {"outdoor", "Ridgeback Supply|Tarn & Tor|Nine Cairns|Polarfox Outfitters",
     "ultralight|all-season|rugged|compact|trail|alpine|packable|storm-proof|two-day|summit|woodland|coastal",
     "Tested for three seasons in wind and rain before it went on sale.|Whatever breaks can be repaired with the kit "
     "that {brand} sends along.|Small enough when packed to be forgotten until you need it.|The {series} range is "
     "free of fluorocarbons.|Bright enough to be found after dark.",
     "bestseller|lightweight|expedition",
     {{{"season", "three seasons|four seasons|summer"}, {"made for", "hiking|bike-packing|car camping|every day"}}}},
    {"books-stationery", "Paper Heron|Lindqvist Press|Inkwell Lane|Verlag am Deich",
     "limited|pocket|little|travelling|evening|quiet|classic|blue-hour|winter|summer|garden|city",
     "Paper from certified forests, plastic from nowhere.|{brand} makes small editions and numbers each of them.|The "
     "{series} series is made to be used, lent and kept.|Wrapped in paper that is too good to throw away.|A present "
     "for people who write in the margin.",
     "gift|limited|bestseller",
     {{{"edition", "numbered|open|first"}, {"made in", "Germany|Portugal|Sweden|Japan"}}}},
    {"electronics", "Tonwerk|Okto Audio|Bluebarn|Voltaire Labs",
     "wireless|compact|studio|everyday|silent|classic|slim|modular|evening|signature|home|travel",
     "Every part that wears can be replaced with one screw.|Two years of updates and five years of spare parts are "
     "part of the price.|{brand} publishes the full measurements of the {series} line.|Ready in a minute, without an "
     "account.|Comes with a braided cable and without a plastic bag.",
     "bestseller|repairable|refurbished",
     {{{"connection", "USB-C|Bluetooth 5.3|USB-C and Bluetooth"}, {"warranty", "2 years|3 years|5 years"}}}},
    {"garden", "Greenfinch & Co|Stolz Gartenbau|Wild Acre|Mossgate",
     "cottage|frost-proof|heirloom|balcony|bee-friendly|sturdy|weathered|kitchen-garden|spring|autumn|meadow|patient",
     "Made for soil, rain and being left outside now and then.|{brand} gives ten years of guarantee on everything in "
     "the {series} range.|A small card tells you what to do with it in each month.|Works on a balcony as well as in a "
     "border.|A share of the price plants hedges.",
     "organic|bee-friendly|handmade",
     {{{"made for", "balcony|bed and border|vegetable patch|anywhere"}, {"season", "spring|summer|autumn|all year"}}}},
    {"toys", "Pebble & Pine|Wombat Works|Zirkuswagen|Little Harbour",
     "painted|travel|big|little|musical|friendly|woodland|rainbow|sleepy|brave|curious|winter",
     "Rounded, tested and made for small hands.|{brand} uses water-based paints and nothing that rattles "
     "loose.|Children find their own rules within minutes.|The {series} family grows by one every year.|Made to be "
     "handed on to the next child.",
     "gift|handmade|plastic-free",
     {{{"age", "from 1 year|from 3 years|from 6 years|from 8 years"}, {"safety", "EN 71 tested"}}}},
    {"beauty", "Salt & Sage|Botanica Venn|Rosehip Apothecary|Fräulein Minze",
     "gentle|nourishing|daily|calming|refreshing|rich|light|overnight|clarifying|restoring|silky|winter",
     "Without silicones, mineral oil or anything you could not spell.|A little goes a long way.|{brand} packs the "
     "{series} care line in glass and paper that can be returned.|Tested on willing people, never on animals.|Made in "
     "batches of two hundred and dated by hand.",
     "organic|vegan|bestseller",
     {{{"suits", "everyone|dry skin|oily skin|sensitive skin"}, {"vegan", "yes"}}}},
    {"food-drink", "Harbour Roastery|Golden Ladle|Oliveto Alto|Finch & Fig",
     "single-origin|limited|winter|spiced|mild|strong|small-batch|wild|sunny|festive|breakfast|late-harvest",
     "{brand} buys directly from the people who grow it and pays them before the harvest.|Best within three months of "
     "opening, though it rarely lasts that long.|Packed without plastic.|The {series} selection changes with the "
     "year.|Nothing added, nothing taken away.",
     "organic|fair trade|gift",
     {{{"packaging", "glass|paper|tin"}, {"storage", "cool and dry|in the dark"}}}},
    {"bicycles", "Velostadt|Copperchain|Tandem Brothers|Rue Cyclette",
     "urban|touring|classic|light|commuter|rain-proof|weekend|upright|vintage|long-distance|everyday|northern",
     "Every screw is a size that you own a key for.|{brand} keeps spare parts for the {series} range for fifteen "
     "years.|Built for cobbles, tram rails and rain.|Ready in five minutes with the tool in the box.|Tested on the "
     "way to work, not only in a laboratory.",
     "bestseller|repairable|made to order",
     {{{"made for", "city|touring|all roads"}, {"weather", "rain-proof|splash-proof"}}}},
    {"pets", "Barkley & Mew|Hundeglück|Whisker Lane|Old Badger",
     "cosy|sturdy|washable|friendly|playful|quiet|rainy-day|country|city|gentle|favourite|patient",
     "Chosen by the office dogs and tolerated by the cat.|Comes apart for cleaning.|{brand} gives a share of every "
     "{series} sale to animal shelters.|Made twice as strong as it needs to be, because it will be tested.|Approved "
     "by those who chew, climb and peck.",
     "bestseller|washable|gift",
     {{{"cleaning", "wipe clean|rinse|brush"}, {"suits", "young animals|adult animals|all ages"}}}},
    {"office", "Desk & Daylight|Kontura|Lindgren Bureau|Quiet Margin",
     "foldable|stackable|minimal|slim|wide|solid|tidy|rounded|clever|modular|quiet|Monday",
     "Clears a desk in a minute and keeps it clear.|The {series} pieces share one width, so that they line "
     "up.|{brand} makes it from offcuts of its furniture.|Kind to the table below it.|Arrives flat, needs no tools.",
     "bestseller|home office|timeless",
     {{{"assembly", "none|without tools|two screws"}, {"made in", "Germany|Sweden|Poland|Italy"}}}},
    {"sports", "Stride North|Kite & Anchor|Basecamp Eleven|Lotus Yard",
     "light|winter|trail|training|balanced|travel|grippy|quick-dry|daily|studio|morning|summer",
     "Made with athletes who train before work.|{brand} takes it back at the end of its life and makes the next "
     "{series} from it.|Dries overnight and does not keep the smell.|Tested over a thousand hours of use.|Comes in a "
     "bag that is worth keeping.",
     "bestseller|recycled|lightweight",
     {{{"level", "beginners|all levels|advanced"}, {"season", "all year|summer|winter"}}}},
    {"kids", "Mondschaf|Tiny Orchard|Button & Bear|Lille Havn",
     "soft|printed|striped|first|sleepy|starry|growing|summer|winter|little|gentle|rainbow",
     "Gentle enough for the first days and strong enough for the third child.|{brand} colours the {series} collection "
     "with dyes that are safe in small mouths.|Easy to wash and dry by the morning.|Packed as a present, without "
     "plastic.|Grows along for a whole year.",
     "organic|gift|washable",
     {{{"age", "from birth|from 6 months|from 1 year"}, {"certificate", "tested for harmful substances|climate-neutral"}}}},
};
// clang-format on

}  // namespace

std::span<const Department> departments() {
  return kDepartments;
}

}  // namespace kontor::catalog::seed
