#include "modules/identity/domain/common_words.hpp"

namespace kontor::identity {

namespace {

// clang-format off
constexpr std::string_view kWords[] = {
    "password", "passwort", "passwd", "passcode", "passphrase", "parola", "contrasena", "motdepasse", "senha",
    "wachtwoord", "haslo", "kennwort", "geheim", "secret", "topsecret", "mysecret", "mypassword", "mypass",
    "newpassword", "oldpassword", "changeme", "change", "changeit", "default", "temporary", "temp", "welcome",
    "willkommen", "bienvenue", "benvenuto", "hello", "hallo", "hola", "bonjour", "ciao", "goodbye", "letmein",
    "letmeinnow", "openup", "opensesame", "sesame", "admin", "administrator", "root", "superuser", "sysadmin",
    "manager", "master", "supervisor", "operator", "support", "service", "system", "server", "webmaster", "user",
    "username", "guest", "customer", "client", "account", "login", "logon", "signin", "access", "enter", "entry",
    "test", "tester", "testing", "demo", "sample", "example", "shop", "shopping", "store", "webshop", "kontor",
    "commerce", "order", "orders", "basket", "cart", "checkout", "market", "boutique", "company", "business",
    "office", "computer", "laptop", "internet", "website", "network", "windows", "macbook", "linux", "ubuntu",
    "android", "iphone", "samsung", "google", "facebook", "twitter", "instagram", "youtube", "amazon", "paypal",
    "ebay", "netflix", "spotify", "minecraft", "pokemon", "fortnite", "playstation", "nintendo", "xbox", "gaming",
    "gamer", "love", "lover", "iloveyou", "iloveu", "ilovegod", "ilovemyself", "loveyou", "loveme", "iloveme",
    "mylove", "truelove", "forever", "together", "always", "darling", "sweetheart", "sweetie", "honey", "honeybunny",
    "sugar", "angel", "angels", "babygirl", "babyboy", "baby", "princess", "prince", "queen", "king", "kingdom",
    "beauty", "beautiful", "pretty", "handsome", "lovely", "cutie", "flower", "flowers", "rose", "roses", "lily",
    "daisy", "jasmine", "sunflower", "butterfly", "rainbow", "unicorn", "sunshine", "sunlight", "sunrise", "sunset",
    "moonlight", "starlight", "stars", "star", "shadow", "shadows", "dragon", "dragons", "monkey", "monkeys", "tiger",
    "tigers", "lion", "lions", "eagle", "eagles", "falcon", "hawk", "wolf", "wolves", "bear", "bears", "panther",
    "jaguar", "cheetah", "elephant", "dolphin", "dolphins", "shark", "sharks", "horse", "horses", "pony", "kitten",
    "kitty", "kitties", "cat", "cats", "puppy", "doggy", "dog", "dogs", "rabbit", "bunny", "hamster", "turtle",
    "penguin", "spider", "snake", "summer", "sommer", "winter", "spring", "autumn", "fall", "season", "january",
    "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "januar", "februar", "maerz", "mai", "juni", "juli", "oktober", "dezember", "monday", "tuesday", "wednesday",
    "thursday", "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag",
    "sonntag", "weekend", "holiday", "holidays", "vacation", "birthday", "christmas", "easter", "halloween",
    "newyear", "football", "fussball", "soccer", "baseball", "basketball", "hockey", "tennis", "golf", "rugby",
    "cricket", "volleyball", "running", "fitness", "champion", "champions", "winner", "winners", "victory",
    "liverpool", "arsenal", "chelsea", "manchester", "united", "barcelona", "realmadrid", "juventus", "bayern",
    "dortmund", "schalke", "cowboys", "steelers", "yankees", "lakers", "patriots", "packers", "raiders", "ferrari",
    "porsche", "mercedes", "mustang", "corvette", "camaro", "harley", "yamaha", "kawasaki", "honda", "toyota",
    "superman", "batman", "spiderman", "ironman", "wonderwoman", "avengers", "starwars", "startrek", "skywalker",
    "gandalf", "hobbit", "matrix", "harrypotter", "hogwarts", "mickey", "mickeymouse", "donald", "snoopy", "garfield",
    "tinkerbell", "cinderella", "simpson", "trustno", "trustnoone", "nothing", "nobody", "whatever", "whatsup",
    "blahblah", "asdf", "qwer", "qwerty", "qwertz", "azerty", "qwertyuiop", "asdfgh", "asdfghjkl", "zxcvbn",
    "zxcvbnm", "yxcvbnm", "qazwsx", "qazwsxedc", "wsxedc", "zaqwsx", "abcdef", "abcdefg", "abcdefgh", "alphabet",
    "money", "dollar", "dollars", "euro", "million", "millionaire", "rich", "lucky", "luckyone", "fortune", "diamond",
    "diamonds", "silver", "golden", "gold", "platinum", "crystal", "cookie", "cookies", "chocolate", "vanilla",
    "coffee", "banana", "bananas", "apple", "apples", "orange", "cherry", "cherries", "strawberry", "peaches",
    "pepper", "ginger", "cinnamon", "pumpkin", "pizza", "burger", "cheese", "butter", "bacon", "chicken", "hamburger",
    "guitar", "music", "musik", "rockstar", "rockyou", "rocknroll", "metallica", "nirvana", "beatles", "elvis",
    "hiphop", "dancer", "dancing", "singer", "piano", "drummer", "michael", "michelle", "jessica", "jennifer",
    "daniel", "daniela", "thomas", "andrew", "anthony", "matthew", "joshua", "jordan", "robert", "william", "charles",
    "charlie", "george", "jonathan", "nicholas", "nicole", "natalie", "samantha", "amanda", "ashley", "melissa",
    "stephanie", "patricia", "elizabeth", "alexander", "alexandra", "andreas", "stefan", "stefanie", "christian",
    "christina", "sebastian", "maximilian", "benjamin", "florian", "dominik", "tobias", "markus", "martin", "manuel",
    "manuela", "sabine", "susanne", "katharina", "anna", "maria", "sophie", "julia", "laura", "hannah", "lukas",
    "felix", "jonas", "oliver", "victoria", "isabella", "gabriel", "gabriela", "fernando", "alejandro", "ricardo",
    "eduardo", "carlos", "antonio", "giovanni", "francesco", "alessandro", "giulia", "mohamed", "muhammad", "fatima",
    "ibrahim", "london", "paris", "berlin", "hamburg", "munich", "muenchen", "koeln", "frankfurt", "vienna", "zurich",
    "madrid", "lisbon", "rome", "milan", "moscow", "tokyo", "newyork", "california", "texas", "florida", "america",
    "england", "scotland", "ireland", "germany", "deutschland", "france", "italia", "spain", "canada", "australia",
    "freedom", "liberty", "justice", "peace", "power", "warrior", "warriors", "soldier", "killer", "hunter", "ninja",
    "samurai", "pirate", "pirates", "viking", "knight", "wizard", "magic", "magician", "mystery", "ghost", "phantom",
    "thunder", "lightning", "storm", "hurricane", "tornado", "phoenix", "firefly", "fireball", "blaster", "cowboy",
    "maverick", "ranger", "rebel", "bandit", "outlaw", "chief", "captain", "general", "major", "colonel", "doctor",
    "professor", "teacher", "student", "school", "college", "university", "family", "mother", "father", "mama",
    "papa", "mommy", "daddy", "sister", "brother", "friend", "friends", "bestfriend", "husband", "wife", "children",
    "heaven", "jesus", "jesuschrist", "christ", "blessed", "blessing", "church", "godisgood", "faith", "hope",
    "grace", "spirit", "holy", "amen", "buddha", "allah", "black", "white", "green", "purple", "yellow", "orangered",
    "pink", "blue", "bluesky", "red", "darkness", "midnight", "please", "pleasework", "thankyou", "thanks", "sorry",
    "happy", "happiness", "smile", "smiley", "laughing", "funny", "crazy", "stupid", "idiot", "loser", "sexy",
    "hottie", "hotstuff", "naughty", "playboy", "badboy", "badgirl", "goodboy", "goodgirl",
    "fuckyou", "fuckoff", "fuckme", "bullshit", "biteme", "security", "secure",
    "safe", "safety", "private", "personal", "mine", "myself", "nopassword", "nopass", "none", "empty", "unknown",
    "anonymous",
};
// clang-format on

constexpr std::string_view kWays[] = {
    "01234567890",
    "0123456789abcdef",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "yxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb",
    "qazwsxedcrfvtgb",
    "q1w2e3r4t5y6",
    "a1b2c3d4e5",
    "1a2b3c4d5e",
    "qayxswedcvfr",
    "147258369",
    "159357",
    "!@#$%^&*()",
    "aabbccddeeff",
    "1122334455667788",
    "112233445566",
    "11223344",
};

}  // namespace

std::span<const std::string_view> common_words() {
  return kWords;
}

std::span<const std::string_view> common_ways() {
  return kWays;
}

}  // namespace kontor::identity
