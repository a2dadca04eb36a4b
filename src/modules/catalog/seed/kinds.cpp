#include "modules/catalog/seed/vocabulary.hpp"

namespace kontor::catalog::seed {

namespace {

using enum PictureFamily;

constexpr Feature kOneSize{};
constexpr Feature kGarmentSizes{"size", "XS|S|M|L|XL|XXL"};
constexpr Feature kBabySizes{"size", "56|62|68|74|80|86"};
constexpr Feature kPetSizes{"size", "S|M|L|XL"};
constexpr Feature kBoxSizes{"size", "small|medium|large"};

// Rows as they fit on their lines: name and numbers, features, sentences.
// clang-format off
constexpr Kind kKinds[] = {
    {"Shirt", "SHI", "mens-shirts", garment, Coloured::yes, {3900, 9900}, {180, 320}, {300, 220, 30},
     {"material", "linen|cotton|flannel|oxford|hemp"}, kGarmentSizes, 0,
     "Woven from {material} that grows softer with every wash.|A {material} shirt with a collar that needs no iron."},
    {"Chinos", "CHI", "mens-trousers", garment, Coloured::yes, {5900, 12900}, {380, 560}, {350, 250, 40},
     {"material", "cotton|twill|corduroy|canvas"}, {"size", "30|31|32|33|34|36"}, 0,
     "Straight-legged {material} trousers for the office and for the hills behind it.|{material} with a little stretch "
     "and pockets that hold a phone and a pair of gloves."},
    {"Sweater", "SWE", "mens-knitwear", garment, Coloured::yes, {6900, 17900}, {350, 700}, {350, 300, 60},
     {"material", "merino|lambswool|alpaca|cotton|cashmere"}, kGarmentSizes, 0,
     "Knitted from {material} in one piece, without seams at the shoulder.|A {material} sweater as warm as a stove and "
     "a good deal lighter."},
    {"Dress", "DRE", "womens-dresses", garment, Coloured::yes, {5900, 18900}, {250, 520}, {350, 280, 40},
     {"material", "linen|viscose|cotton|silk|jersey"}, kGarmentSizes, 0,
     "A {material} dress that moves well and has pockets.|Cut from light {material}, with a waist that can be tied or "
     "left loose."},
    {"Blouse", "BLO", "womens-blouses", garment, Coloured::yes, {3900, 10900}, {120, 240}, {300, 220, 25},
     {"material", "silk|cotton|viscose|linen|crêpe"}, kGarmentSizes, 0,
     "An easy {material} blouse with mother-of-pearl buttons.|Cool {material}, a soft collar and cuffs that roll up "
     "and stay there."},
    {"Cardigan", "CAR", "womens-knitwear", garment, Coloured::yes, {6900, 16900}, {320, 640}, {350, 300, 60},
     {"material", "merino|mohair|alpaca|cotton"}, kGarmentSizes, 0,
     "A {material} cardigan to keep on the back of the chair.|Ribbed {material} with buttons turned from horn nut."},
    {"Scarf", "SCA", "scarves", garment, Coloured::yes, {2500, 8900}, {90, 260}, {250, 200, 40},
     {"material", "wool|cashmere|silk|cotton"}, {"length", "160 cm|180 cm|200 cm"}, 8,
     "A generous {material} scarf that goes round twice.|{material}, woven on narrow looms and fringed by hand."},
    {"Tote Bag", "TOT", "bags", bag, Coloured::yes, {2900, 14900}, {250, 900}, {420, 380, 120},
     {"material", "canvas|leather|felt|waxed cotton"}, kBoxSizes, 15,
     "A {material} tote for a laptop, a loaf and a bunch of flowers.|Thick {material}, riveted handles and one pocket "
     "that closes."},
    {"Chef's Knife", "KNI", "knives", tool, Coloured::no, {3900, 18900}, {140, 280}, {340, 60, 30},
     {"handle", "walnut|olive wood|oak|ash|beech"}, {"blade", "16 cm|18 cm|20 cm|24 cm"}, 14,
     "Thin behind the edge, with a {material} handle that sits in the hand.|Forged steel and {material}: sharp out of "
     "the box and easy to keep so."},
    {"Casserole", "CAS", "cookware", cup, Coloured::yes, {5900, 24900}, {1800, 5200}, {300, 260, 180},
     {"material", "cast-iron|enamel|copper|steel"}, {"capacity", "2 l|3.5 l|5 l|7 l"}, 18,
     "A {material} pot that goes from the flame to the oven to the table.|Heavy {material} that holds its heat, with a "
     "lid that returns the steam."},
    {"Frying Pan", "PAN", "cookware", tool, Coloured::no, {3500, 12900}, {900, 2400}, {460, 280, 60},
     {"material", "carbon-steel|cast-iron|steel|copper"}, {"diameter", "20 cm|24 cm|28 cm|32 cm"}, 15,
     "Seasoned {material} that nothing sticks to after the third egg.|A {material} pan for every hob, with a handle "
     "that stays cool."},
    {"Mug", "MUG", "tableware", cup, Coloured::yes, {1200, 2900}, {250, 420}, {120, 90, 100},
     {"material", "stoneware|porcelain|enamel|earthenware"}, {"capacity", "250 ml|350 ml|450 ml"}, 12,
     "A {material} mug glazed in two layers, no two the same.|Thrown in {material}, with a handle for three fingers."},
    {"Bowl Set", "BOW", "tableware", cup, Coloured::yes, {2400, 7900}, {900, 1900}, {200, 200, 140},
     {"material", "stoneware|porcelain|bamboo|olive wood"}, {"pieces", "2|4|6"}, 45,
     "{material} bowls for soup, salad and late cereal.|Nesting {material} bowls with an unglazed foot."},
    {"Duvet Cover", "DUV", "bedding", garment, Coloured::yes, {4900, 18900}, {900, 2200}, {400, 300, 90},
     {"material", "linen|percale|sateen|flannel"}, {"size", "135×200|155×220|200×200|240×220"}, 15,
     "{material} bedding that is cool in summer and warm in winter.|Garment-washed {material} with buttons of real nut."},
    {"Table Lamp", "LAM", "lighting", lamp, Coloured::yes, {4900, 19900}, {700, 2600}, {280, 280, 420},
     {"material", "brass|ceramic|oak|paper|glass"}, kOneSize, 0,
     "A {material} lamp for reading, with a dimmer in the cord.|Warm light through {material}, and a foot heavy enough "
     "for cats."},
    {"Vase", "VAS", "decoration", bottle, Coloured::yes, {1900, 8900}, {400, 1800}, {150, 150, 280},
     {"material", "glass|ceramic|porcelain|stoneware"}, kBoxSizes, 30,
     "A {material} vase that holds three stems as well as thirty.|Blown or turned {material}, slightly different each "
     "time."},
    {"Tent", "TEN", "tents", tent, Coloured::yes, {14900, 69900}, {1400, 4200}, {480, 180, 180},
     {"material", "ripstop|silnylon|canvas|polycotton"}, {"capacity", "1 person|2 persons|3 persons|4 persons"}, 20,
     "A {material} tent that one person pitches in five minutes.|Two doors, two porches, and {material} that shrugs "
     "off a night of rain."},
    {"Tarp", "TAR", "tents", tent, Coloured::yes, {4900, 17900}, {380, 1200}, {300, 120, 120},
     {"material", "ripstop|silnylon|canvas|polycotton"}, {"size", "3×3 m|3×4 m|4×5 m"}, 22,
     "A {material} roof for rain, sun and long breakfasts.|Light {material} with loops wherever you want a rope."},
    {"Sleeping Bag", "SLE", "sleeping", bag, Coloured::yes, {8900, 39900}, {750, 1900}, {380, 200, 200},
     {"filling", "down|wool|synthetic|hollow-fibre"}, {"length", "170 cm|185 cm|200 cm"}, 6,
     "{material} filling, a draught collar and a zip that does not bite.|A {material} bag that is warm below freezing "
     "and packs to the size of a loaf."},
    {"Backpack", "BAC", "backpacks", bag, Coloured::yes, {6900, 26900}, {700, 2200}, {560, 320, 220},
     {"material", "canvas|cordura|ripstop|waxed cotton"}, {"volume", "18 l|28 l|40 l|55 l"}, 22,
     "A {material} pack that carries its weight on the hips.|{material} with a lid pocket, a rain cover and room for a "
     "book."},
    {"Vacuum Flask", "FLA", "camp-kitchen", bottle, Coloured::yes, {1900, 5900}, {280, 720}, {80, 80, 280},
     {"material", "steel|titanium|copper-lined|enamelled"}, {"capacity", "0.5 l|0.75 l|1 l"}, 18,
     "Tea stays hot in this {material} flask until the summit.|A {material} flask with a cup for you and one for a "
     "friend."},
    {"Cook Set", "COO", "camp-kitchen", cup, Coloured::no, {2900, 11900}, {380, 1300}, {180, 180, 130},
     {"material", "titanium|aluminium|steel|enamel"}, {"size", "solo|duo|family"}, 35,
     "A {material} pot, a pan and a lid that is a plate.|Nesting {material} pots that leave room for the stove."},
    {"Cookbook", "CBK", "cookbooks", book, Coloured::yes, {1900, 4500}, {600, 1500}, {260, 210, 30},
     {"topic", "vegetable|Mediterranean|Nordic|baking|one-pot|Japanese"}, kOneSize, 0,
     "A hundred {material} recipes for people with little time and some patience.|{material} cooking through the year, "
     "with photographs of what it really looks like."},
    {"Novel", "NOV", "novels", book, Coloured::yes, {1200, 2800}, {280, 620}, {210, 135, 28},
     {"genre", "mystery|seaside|family|alpine|historical|island"}, {"edition", "paperback|hardcover"}, 60,
     "A {material} story about a house, a letter and three sisters.|The {material} novel that booksellers press into "
     "people's hands."},
    {"Notebook", "NOT", "notebooks", book, Coloured::yes, {900, 2900}, {180, 520}, {210, 148, 18},
     {"cover", "linen|leather|kraft|cork"}, {"format", "A6|A5|A4"}, 25,
     "A {material} notebook of 192 pages that take fountain-pen ink.|Bound in {material}, numbered, with an index to "
     "fill in."},
    {"Fountain Pen", "PEN", "writing", tool, Coloured::yes, {1900, 12900}, {15, 45}, {145, 15, 15},
     {"material", "brass|resin|aluminium|walnut"}, {"nib", "F|M|B"}, 0,
     "A {material} pen that starts writing when it touches the page.|Turned {material} and a steel nib that grows used "
     "to your hand."},
    {"Letter Set", "LET", "writing", book, Coloured::yes, {900, 2400}, {150, 380}, {230, 160, 20},
     {"paper", "cotton|laid|handmade|recycled"}, kOneSize, 0,
     "Twenty sheets of {material} paper and envelopes with a tissue lining.|{material} paper for letters that are "
     "worth a stamp."},
    {"Headphones", "HEA", "headphones", device, Coloured::yes, {4900, 34900}, {180, 340}, {200, 180, 90},
     {"finish", "aluminium|walnut|leather|fabric"}, kOneSize, 0,
     "Closed {material} cups, forty hours of battery and no app to install.|{material} headphones that sound the way "
     "the record was meant."},
    {"Earbuds", "EAR", "headphones", device, Coloured::yes, {2900, 17900}, {40, 70}, {70, 60, 35},
     {"case", "aluminium|cork|leather|recycled"}, kOneSize, 0,
     "Small buds in a {material} case that charges on any pad.|A {material} case, three sizes of tips and clear calls "
     "in the wind."},
    {"Speaker", "SPE", "speakers", device, Coloured::yes, {5900, 44900}, {600, 4800}, {260, 140, 160},
     {"cabinet", "oak|walnut|birch|fabric|aluminium"}, kBoxSizes, 35,
     "A {material} speaker that fills a room without shouting.|A {material} cabinet, two drivers, and a knob that "
     "turns like a safe."},
    {"Turntable", "TUR", "audio", device, Coloured::no, {17900, 79900}, {4200, 8900}, {440, 360, 140},
     {"plinth", "oak|walnut|slate|birch|ash"}, kOneSize, 0,
     "A {material} plinth, a quiet belt and an arm that is set in the workshop.|Put a record on {material}: two speeds "
     "and a switch, nothing more."},
    {"Keyboard", "KEY", "computing", device, Coloured::yes, {5900, 22900}, {480, 1400}, {360, 130, 35},
     {"case", "aluminium|walnut|bamboo|recycled"}, {"layout", "compact|tenkeyless|full"}, 12,
     "A {material} keyboard with keys that can be swapped one by one.|A {material} case, soft switches and neighbours "
     "who do not complain."},
    {"Power Bank", "POW", "power", device, Coloured::yes, {2900, 9900}, {180, 560}, {140, 70, 22},
     {"case", "aluminium|fabric|bamboo|recycled"}, {"capacity", "5,000 mAh|10,000 mAh|20,000 mAh"}, 35,
     "A {material} power bank that fills a phone twice and a laptop once.|Flat {material} with two ports and an honest "
     "gauge."},
    {"Trowel", "TRO", "garden-tools", tool, Coloured::no, {1400, 4900}, {180, 420}, {320, 80, 40},
     {"handle", "ash|oak|beech|cherry"}, kOneSize, 0,
     "A steel blade on {material} that does not bend in clay.|A {material} handle, turned thick, and a blade with a "
     "ruler for bulbs."},
    {"Secateurs", "SEC", "garden-tools", tool, Coloured::no, {2400, 8900}, {200, 320}, {220, 60, 25},
     {"handle", "ash|leather|walnut|aluminium"}, {"hand", "right|left"}, 0,
     "Clean cuts up to two centimetres, with {material} grips.|{material} grips and a blade that can be taken out and "
     "honed."},
    {"Planter", "PLA", "pots", leaf, Coloured::yes, {1900, 9900}, {1200, 6400}, {320, 320, 300},
     {"material", "terracotta|stoneware|zinc|cedar"}, {"diameter", "18 cm|24 cm|32 cm|40 cm"}, 28,
     "A {material} planter with a hole, a saucer and some weight.|{material} that ages with the plant inside it."},
    {"Seed Collection", "SEE", "seeds", leaf, Coloured::no, {700, 2900}, {40, 160}, {160, 110, 30},
     {"plants", "tomato|meadow|herb|salad|cut-flower|chilli"}, {"packets", "4|8|12"}, 50,
     "A {material} collection that germinates without a greenhouse.|Open-pollinated {material} seed that you can save "
     "for next year."},
    {"Watering Can", "WAT", "watering", cup, Coloured::yes, {1900, 6900}, {500, 1600}, {400, 180, 300},
     {"material", "zinc|copper|steel|enamel"}, {"capacity", "1.5 l|5 l|9 l"}, 30,
     "A {material} can that pours where you aim.|Balanced {material} with a brass rose for seedlings."},
    {"Building Blocks", "BLK", "wooden-toys", toy, Coloured::no, {2400, 8900}, {900, 3200}, {320, 240, 80},
     {"wood", "beech|maple|lime|birch"}, {"pieces", "30|60|100"}, 45,
     "{material} blocks in a cotton sack, sanded until they feel like butter.|Towers, bridges and stables of "
     "{material}."},
    {"Train Set", "TRA", "wooden-toys", toy, Coloured::no, {3900, 11900}, {1200, 3200}, {380, 280, 90},
     {"wood", "beech|birch|maple|cherry"}, kOneSize, 0,
     "A {material} train that fits the tracks you already have.|{material} wagons with magnets that always attract."},
    {"Bear", "BEA", "soft-toys", toy, Coloured::yes, {1900, 6900}, {150, 480}, {300, 200, 150},
     {"material", "mohair|cotton|alpaca|wool"}, kBoxSizes, 25,
     "A {material} bear that listens and keeps it to itself.|Stuffed with wool, covered in {material}, finished with a "
     "serious face."},
    {"Puzzle", "PUZ", "puzzles", toy, Coloured::no, {1400, 3900}, {380, 1100}, {300, 220, 60},
     {"motif", "harbour|forest|atlas|market|aviary|galaxy"}, {"pieces", "200|500|1,000"}, 20,
     "A {material} picture full of small stories to find.|The {material} drawn by hand, cut so that no two pieces are "
     "alike."},
    {"Board Game", "GAM", "games", toy, Coloured::no, {1900, 5900}, {700, 2200}, {300, 300, 70},
     {"theme", "harbour|railway|garden|castle|detective|island"}, kOneSize, 0,
     "A {material} game explained in five minutes and played for an hour.|Build, trade and bluff: a {material} game "
     "for two to five."},
    {"Face Cream", "CRE", "skin-care", bottle, Coloured::no, {1400, 5900}, {90, 180}, {65, 65, 60},
     {"scent", "rose|calendula|neroli|chamomile|oat"}, {"content", "30 ml|50 ml|100 ml"}, 45,
     "A {material} cream for mornings with cold wind.|{material} and shea, whipped until they are light."},
    {"Body Oil", "OIL", "skin-care", bottle, Coloured::no, {1200, 4500}, {180, 340}, {55, 55, 170},
     {"scent", "almond|lavender|sea-buckthorn|orange"}, {"content", "100 ml|200 ml"}, 55,
     "{material} oil that is gone in a minute and remembered all day.|Cold-pressed, with {material}, for wet skin "
     "after the shower."},
    {"Shampoo", "SHA", "hair-care", bottle, Coloured::no, {800, 2900}, {120, 420}, {65, 65, 190},
     {"scent", "nettle|rosemary|oat|birch|mint"}, {"content", "100 ml|250 ml|500 ml"}, 50,
     "A {material} shampoo that lathers without sulphates.|{material}, clear water and little else."},
    {"Soap", "SOA", "bath", bottle, Coloured::no, {500, 1400}, {90, 160}, {85, 55, 30},
     {"scent", "olive|lavender|cedar|lemon|goat-milk"}, {"pieces", "1|3|6"}, 120,
     "{material} soap, cut by hand and dried for two months.|A bar of {material} that lasts longer than the bottle it "
     "replaces."},
    {"Coffee Beans", "COF", "coffee", bag, Coloured::no, {900, 2400}, {260, 1040}, {220, 90, 70},
     {"origin", "Ethiopian|Colombian|Brazilian|Kenyan|Guatemalan"}, {"weight", "250 g|500 g|1 kg"}, 70,
     "{material} beans roasted on Tuesdays, sent on Wednesdays.|A {material} lot with notes of cocoa, plum and toast."},
    {"Tea", "TEA", "tea", leaf, Coloured::no, {700, 2900}, {90, 260}, {110, 80, 150},
     {"leaf", "green|black|oolong|herbal|white"}, {"weight", "50 g|100 g|250 g"}, 65,
     "Whole-leaf {material} tea that can be brewed three times.|{material} leaves from one garden and one picking."},
    {"Chocolate", "CHO", "chocolate", book, Coloured::no, {400, 1200}, {75, 220}, {170, 85, 12},
     {"kind", "dark|milk|hazelnut|sea-salt|orange"}, {"pieces", "1|3|5"}, 150,
     "{material} chocolate ground for three days on stone.|{material}, snapped from a bar with four ingredients."},
    {"Olive Oil", "OLI", "pantry", bottle, Coloured::no, {900, 3900}, {520, 1600}, {75, 75, 290},
     {"origin", "Ligurian|Cretan|Andalusian|Istrian"}, {"content", "0.25 l|0.5 l|1 l"}, 60,
     "{material} oil pressed within hours of the harvest.|Green, peppery {material} oil for bread, beans and salad."},
    {"City Bike", "BIK", "city-bikes", wheel, Coloured::yes, {49900, 159900}, {11500, 17500}, {1800, 600, 1100},
     {"drive", "belt-drive|eight-speed|single-speed|three-speed"}, {"frame", "50 cm|54 cm|58 cm"}, 0,
     "A {material} bike that starts every morning and asks for nothing.|{material}, mudguards, lights and a rack: "
     "ready to ride."},
    {"Saddle", "SAD", "saddles", wheel, Coloured::yes, {3900, 14900}, {320, 640}, {280, 160, 90},
     {"material", "leather|vegan|gel|cotton"}, {"width", "145 mm|160 mm|175 mm"}, 0,
     "A {material} saddle that has taken your shape after a month.|{material} on springs that forgive a kerb."},
    {"Light Set", "LIG", "bike-lights", lamp, Coloured::no, {2400, 8900}, {110, 260}, {120, 80, 50},
     {"power", "dynamo|rechargeable|magnetic|solar"}, kOneSize, 0,
     "A {material} pair, front and rear, that stays on at the lights.|{material} light with a sharp edge that blinds "
     "nobody."},
    {"Pannier", "PNN", "bike-bags", bag, Coloured::yes, {4900, 15900}, {650, 1500}, {380, 320, 170},
     {"material", "canvas|tarpaulin|felt|waxed cotton"}, {"volume", "14 l|20 l|26 l"}, 14,
     "A {material} pannier that clicks on with one hand.|{material} outside, a laptop sleeve inside, dry in between."},
    {"Dog Bed", "DBE", "dogs", bag, Coloured::yes, {3900, 14900}, {1200, 4200}, {900, 700, 200},
     {"filling", "wool|orthopaedic|spelt|recycled"}, kPetSizes, 25,
     "A {material} bed with a rim to rest a chin on.|{material} filling in a cover that comes off in seconds."},
    {"Lead", "LEA", "dogs", tool, Coloured::yes, {1900, 6900}, {120, 360}, {200, 120, 40},
     {"material", "leather|rope|hemp|biothane"}, {"length", "1.2 m|2 m|3 m"}, 15,
     "A {material} lead that lies well in the hand.|Plaited {material} with a brass snap that opens with gloves on."},
    {"Scratching Post", "SCR", "cats", toy, Coloured::no, {2900, 11900}, {2200, 7800}, {400, 400, 800},
     {"material", "sisal|cardboard|jute|oak"}, kBoxSizes, 40,
     "{material} from floor to top, and a foot that does not tip.|A {material} post to save the sofa."},
    {"Bird Feeder", "BIR", "birds", leaf, Coloured::yes, {1900, 6900}, {500, 1900}, {240, 200, 260},
     {"material", "larch|copper|glass|cedar"}, kOneSize, 0,
     "A {material} house where seed stays dry and squirrels stay out.|{material} with a perch for tits and a tray for "
     "robins."},
    {"Desk Organiser", "ORG", "desk", tool, Coloured::yes, {1900, 7900}, {450, 1700}, {300, 160, 120},
     {"material", "oak|felt|steel|cork"}, {"compartments", "3|5|7"}, 25,
     "{material} trays for pens, cables and the key you always look for.|One block of {material} with a slot for the "
     "phone."},
    {"Desk Lamp", "DLA", "desk-lamps", lamp, Coloured::yes, {5900, 22900}, {900, 2900}, {450, 200, 480},
     {"material", "steel|aluminium|brass|oak"}, kOneSize, 0,
     "A {material} arm that stays where it is put.|Light for paper and screen from {material} that never gets hot."},
    {"Ring Binder", "BIN", "filing", book, Coloured::yes, {600, 1900}, {280, 620}, {315, 280, 60},
     {"material", "linen|kraft|felt|pressboard"}, {"spine", "35 mm|50 mm|70 mm"}, 12,
     "A {material} binder that looks good with its back to the room.|{material} over board, with corners of metal."},
    {"Yoga Mat", "YOG", "yoga", bag, Coloured::yes, {2900, 10900}, {900, 2900}, {660, 130, 130},
     {"material", "cork|natural-rubber|cotton|jute"}, {"thickness", "3 mm|4 mm|6 mm"}, 12,
     "A {material} mat that holds when hands get damp.|{material} that lies flat from the first unrolling."},
    {"Running Shirt", "RUN", "running", garment, Coloured::yes, {2900, 7900}, {90, 180}, {280, 200, 20},
     {"material", "merino|mesh|bamboo|recycled"}, kGarmentSizes, 0,
     "A {material} shirt that dries before you are home.|Flat seams, a key pocket and {material} that does not cling."},
    {"Chalk Bag", "CHK", "climbing", bag, Coloured::yes, {1500, 4500}, {80, 180}, {140, 120, 120},
     {"material", "canvas|wool|cordura|felt"}, kOneSize, 0,
     "A {material} bag with a rim that stays open.|{material} offcuts, fleece inside, and a loop for the brush."},
    {"Romper", "ROM", "baby-clothing", garment, Coloured::yes, {1900, 4900}, {90, 220}, {240, 180, 25},
     {"material", "cotton|muslin|wool-silk|jersey"}, kBabySizes, 0,
     "A {material} romper that opens all the way for quick changes.|Double {material} with feet that fold over."},
    {"Blanket", "BLA", "nursery", garment, Coloured::yes, {2900, 8900}, {250, 700}, {300, 250, 60},
     {"material", "muslin|merino|cotton|bamboo"}, {"size", "70×90|80×100|100×140"}, 18,
     "A {material} blanket for prams, laps and dens.|Airy {material} in a waffle weave."},
    {"Feeding Set", "FEE", "feeding", cup, Coloured::yes, {1500, 4900}, {220, 620}, {240, 200, 80},
     {"material", "silicone|bamboo|enamel|steel"}, {"pieces", "3|5|7"}, 25,
     "A {material} bowl, plate and spoon that stay on the table.|{material} that bounces and never smells."},
};
// clang-format on

}  // namespace

std::span<const Kind> kinds() {
  return kKinds;
}

}  // namespace kontor::catalog::seed
