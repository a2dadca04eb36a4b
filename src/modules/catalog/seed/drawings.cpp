#include "modules/catalog/seed/drawings.hpp"

namespace kontor::catalog::seed {

namespace {

using enum Form;
using enum Tone;

// On a canvas of 640 × 640; light comes from the left.
constexpr Point kHalo[] = {{320, 306}, {222, 222}};
constexpr Point kGround[] = {{320, 520}, {172, 15}};

constexpr Point kShirt[] = {{282, 182}, {222, 200}, {142, 292}, {188, 336}, {232, 296}, {230, 486}, {410, 486},
                            {408, 296}, {452, 336}, {498, 292}, {418, 200}, {358, 182}, {340, 206}, {300, 206}};
constexpr Point kShirtFold[] = {{376, 300}, {404, 288}, {408, 488}, {348, 488}};
constexpr Point kShirtNeck[] = {{276, 178}, {296, 206}, {320, 216}, {344, 206}, {364, 178}};
constexpr Point kShirtHem[] = {{230, 468}, {410, 468}};
constexpr Point kShirtLeftCuff[] = {{148, 286}, {192, 328}};
constexpr Point kShirtRightCuff[] = {{492, 286}, {448, 328}};
constexpr Point kShirtPocket[] = {{258, 290}, {298, 290}, {298, 326}, {278, 340}, {258, 326}};
constexpr Shape kGarment[] = {
    {oval, halo, 0, kHalo},           {oval, shadow, 0, kGround},        {area, body, 12, kShirt},
    {area, shade, 4, kShirtFold},     {line, light, 7, kShirtNeck},      {line, light, 5, kShirtHem},
    {line, light, 7, kShirtLeftCuff}, {line, light, 7, kShirtRightCuff}, {area, accent, 3, kShirtPocket}};

constexpr Point kBagHandle[] = {{258, 262}, {264, 190}, {290, 158}, {320, 150}, {350, 158}, {376, 190}, {382, 262}};
constexpr Point kBagBody[] = {{212, 256}, {428, 256}, {448, 496}, {192, 496}};
constexpr Point kBagSide[] = {{384, 256}, {428, 256}, {448, 496}, {398, 496}};
constexpr Point kBagPocket[] = {{240, 372}, {364, 372}, {368, 468}, {236, 468}};
constexpr Point kBagFlap[] = {{240, 372}, {364, 372}, {366, 396}, {302, 420}, {238, 396}};
constexpr Point kBagButton[] = {{302, 410}};
constexpr Point kBagRim[] = {{212, 262}, {428, 262}};
constexpr Shape kBag[] = {{oval, halo, 0, kHalo},       {oval, shadow, 0, kGround},  {line, shade, 10, kBagHandle},
                          {area, body, 16, kBagBody},   {area, shade, 16, kBagSide}, {line, light, 8, kBagRim},
                          {area, light, 8, kBagPocket}, {area, accent, 8, kBagFlap}, {line, body, 8, kBagButton}};

constexpr Point kCupBody[] = {{216, 268}, {400, 268}, {388, 420}, {364, 474}, {252, 474}, {228, 420}};
constexpr Point kCupShade[] = {{352, 268}, {400, 268}, {388, 420}, {364, 474}, {318, 474}, {344, 420}};
constexpr Point kCupHandle[] = {{404, 352}, {52, 0}};
constexpr Point kCupRim[] = {{308, 258}, {106, 24}};
constexpr Point kCupInside[] = {{308, 260}, {90, 16}};
constexpr Point kCupBand[] = {{226, 380}, {390, 380}};
constexpr Point kCupSaucer[] = {{308, 502}, {170, 20}};
constexpr Point kCupSteamLeft[] = {{278, 212}, {266, 188}, {280, 166}, {270, 142}};
constexpr Point kCupSteamRight[] = {{338, 212}, {326, 188}, {340, 166}, {330, 142}};
constexpr Shape kCup[] = {
    {oval, halo, 0, kHalo},           {oval, shadow, 0, kGround},       {oval, light, 0, kCupSaucer},
    {ring, shade, 14, kCupHandle},    {area, body, 14, kCupBody},       {area, shade, 14, kCupShade},
    {line, accent, 8, kCupBand},      {oval, light, 0, kCupRim},        {oval, shade, 0, kCupInside},
    {line, accent, 6, kCupSteamLeft}, {line, accent, 6, kCupSteamRight}};

constexpr Point kBottleBody[] = {{286, 236}, {354, 236}, {362, 270}, {394, 310},
                                 {394, 496}, {246, 496}, {246, 310}, {278, 270}};
constexpr Point kBottleShade[] = {{332, 236}, {354, 236}, {362, 270}, {394, 310},
                                  {394, 496}, {356, 496}, {356, 310}, {336, 270}};
constexpr Point kBottleCap[] = {{294, 166}, {346, 166}, {346, 214}, {294, 214}};
constexpr Point kBottleCapShade[] = {{330, 166}, {346, 166}, {346, 214}, {330, 214}};
constexpr Point kBottleLabel[] = {{240, 346}, {400, 346}, {400, 454}, {240, 454}};
constexpr Point kBottleTitle[] = {{276, 378}, {364, 378}};
constexpr Point kBottleText[] = {{276, 404}, {340, 404}};
constexpr Point kBottleGlint[] = {{262, 318}, {268, 306}, {280, 292}};
constexpr Shape kBottle[] = {{oval, halo, 0, kHalo},          {oval, shadow, 0, kGround},
                             {area, body, 14, kBottleBody},   {area, shade, 14, kBottleShade},
                             {area, light, 8, kBottleCap},    {area, shade, 8, kBottleCapShade},
                             {area, accent, 4, kBottleLabel}, {line, body, 6, kBottleTitle},
                             {line, light, 4, kBottleText},   {line, light, 6, kBottleGlint}};

// A blade, a brush and a pencil in a jar stand for everything with a handle.
constexpr Point kToolJar[] = {{232, 336}, {408, 336}, {396, 496}, {244, 496}};
constexpr Point kToolJarShade[] = {{362, 336}, {408, 336}, {396, 496}, {354, 496}};
constexpr Point kToolJarBand[] = {{236, 382}, {404, 382}};
constexpr Point kToolPencil[] = {{264, 336}, {236, 176}, {260, 172}, {290, 336}};
constexpr Point kToolPencilTip[] = {{238, 176}, {240, 138}, {258, 172}};
constexpr Point kToolSpoonHandle[] = {{320, 340}, {320, 220}};
constexpr Point kToolSpoon[] = {{320, 176}, {32, 46}};
constexpr Point kToolSpoonGlint[] = {{308, 160}, {304, 180}, {308, 196}};
constexpr Point kToolBlade[] = {{362, 336}, {386, 166}, {396, 148}, {412, 174}, {404, 230}, {392, 336}};
constexpr Point kToolBladeEdge[] = {{396, 148}, {412, 174}, {404, 230}, {392, 336}, {384, 336}};
constexpr Shape kTool[] = {{oval, halo, 0, kHalo},
                           {oval, shadow, 0, kGround},
                           {area, light, 4, kToolPencil},
                           {area, shade, 3, kToolPencilTip},
                           {line, shade, 9, kToolSpoonHandle},
                           {oval, shade, 0, kToolSpoon},
                           {line, light, 5, kToolSpoonGlint},
                           {area, accent, 4, kToolBlade},
                           {area, light, 2, kToolBladeEdge},
                           {area, body, 14, kToolJar},
                           {area, shade, 14, kToolJarShade},
                           {line, accent, 7, kToolJarBand}};

constexpr Point kTentFront[] = {{320, 176}, {142, 492}, {498, 492}};
constexpr Point kTentSide[] = {{320, 176}, {498, 492}, {392, 492}};
constexpr Point kTentDoor[] = {{320, 258}, {260, 498}, {380, 498}};
constexpr Point kTentFlap[] = {{320, 258}, {380, 498}, {402, 498}, {352, 400}};
constexpr Point kTentSeam[] = {{320, 172}, {142, 492}};
constexpr Point kTentPole[] = {{320, 132}, {320, 176}};
constexpr Point kTentFlag[] = {{324, 134}, {366, 146}, {324, 158}};
constexpr Point kTentMoon[] = {{446, 178}};
constexpr Shape kTent[] = {{oval, halo, 0, kHalo},       {oval, shadow, 0, kGround},   {line, accent, 26, kTentMoon},
                           {line, shade, 4, kTentPole},  {area, accent, 3, kTentFlag}, {area, body, 10, kTentFront},
                           {area, shade, 10, kTentSide}, {area, light, 4, kTentDoor},  {area, accent, 4, kTentFlap},
                           {line, light, 5, kTentSeam}};

constexpr Point kBookBack[] = {{238, 184}, {426, 184}, {426, 498}, {238, 498}};
constexpr Point kBookPages[] = {{236, 176}, {422, 176}, {422, 490}, {236, 490}};
constexpr Point kBookCover[] = {{226, 168}, {412, 168}, {412, 474}, {226, 474}};
constexpr Point kBookSpine[] = {{226, 168}, {252, 168}, {252, 474}, {226, 474}};
constexpr Point kBookFrame[] = {{286, 216}, {388, 216}, {388, 316}, {286, 316}};
constexpr Point kBookSun[] = {{337, 258}};
constexpr Point kBookHill[] = {{286, 316}, {312, 284}, {338, 304}, {362, 276}, {388, 316}};
constexpr Point kBookTitle[] = {{292, 356}, {382, 356}};
constexpr Point kBookAuthor[] = {{312, 384}, {362, 384}};
constexpr Point kBookRibbon[] = {{372, 486}, {388, 486}, {388, 528}, {380, 518}, {372, 528}};
constexpr Shape kBook[] = {{oval, halo, 0, kHalo},        {oval, shadow, 0, kGround},    {area, light, 2, kBookRibbon},
                           {area, shade, 8, kBookBack},   {area, accent, 6, kBookPages}, {area, body, 10, kBookCover},
                           {area, shade, 10, kBookSpine}, {area, accent, 4, kBookFrame}, {line, light, 24, kBookSun},
                           {area, body, 2, kBookHill},    {line, accent, 8, kBookTitle}, {line, light, 5, kBookAuthor}};

constexpr Point kDeviceBox[] = {{220, 172}, {420, 172}, {420, 488}, {220, 488}};
constexpr Point kDeviceSide[] = {{388, 172}, {420, 172}, {420, 488}, {388, 488}};
constexpr Point kDeviceFront[] = {{240, 192}, {380, 192}, {380, 468}, {240, 468}};
constexpr Point kDeviceTweeter[] = {{310, 246}};
constexpr Point kDeviceWoofer[] = {{310, 380}};
constexpr Point kDeviceWooferRing[] = {{310, 380}, {58, 0}};
constexpr Point kDeviceLamp[] = {{366, 206}};
constexpr Point kDeviceFeet[] = {{248, 504}, {392, 504}};
constexpr Shape kDevice[] = {{oval, halo, 0, kHalo},
                             {oval, shadow, 0, kGround},
                             {line, shade, 8, kDeviceFeet},
                             {area, body, 16, kDeviceBox},
                             {area, shade, 16, kDeviceSide},
                             {area, light, 10, kDeviceFront},
                             {line, body, 34, kDeviceTweeter},
                             {line, accent, 14, kDeviceTweeter},
                             {line, body, 60, kDeviceWoofer},
                             {ring, shade, 5, kDeviceWooferRing},
                             {line, accent, 24, kDeviceWoofer},
                             {line, accent, 5, kDeviceLamp}};

constexpr Point kLampShade[] = {{262, 172}, {378, 172}, {430, 316}, {210, 316}};
constexpr Point kLampShadeDark[] = {{346, 172}, {378, 172}, {430, 316}, {370, 316}};
constexpr Point kLampRim[] = {{212, 320}, {428, 320}};
constexpr Point kLampStem[] = {{320, 326}, {320, 480}};
constexpr Point kLampBelly[] = {{320, 424}, {52, 58}};
constexpr Point kLampBellyGlint[] = {{294, 404}, {290, 424}, {296, 444}};
constexpr Point kLampFoot[] = {{256, 496}, {384, 496}};
constexpr Point kLampCord[] = {{392, 322}, {392, 366}};
constexpr Point kLampKnob[] = {{392, 374}};
constexpr Shape kLamp[] = {{oval, halo, 0, kHalo},
                           {oval, shadow, 0, kGround},
                           {line, shade, 9, kLampStem},
                           {oval, body, 0, kLampBelly},
                           {line, light, 6, kLampBellyGlint},
                           {line, shade, 12, kLampFoot},
                           {line, shade, 2, kLampCord},
                           {line, body, 7, kLampKnob},
                           {area, body, 12, kLampShade},
                           {area, shade, 12, kLampShadeDark},
                           {line, accent, 8, kLampRim}};

constexpr Point kLeafPot[] = {{242, 376}, {398, 376}, {378, 496}, {262, 496}};
constexpr Point kLeafPotShade[] = {{352, 376}, {398, 376}, {378, 496}, {344, 496}};
constexpr Point kLeafPotRim[] = {{238, 372}, {402, 372}};
constexpr Point kLeafStem[] = {{320, 372}, {320, 236}};
constexpr Point kLeafTop[] = {{320, 250}, {292, 210}, {302, 164}, {320, 138}, {338, 164}, {348, 210}};
constexpr Point kLeafLeft[] = {{318, 326}, {262, 322}, {222, 288}, {204, 244}, {252, 246}, {296, 276}};
constexpr Point kLeafRight[] = {{322, 336}, {378, 330}, {418, 296}, {438, 250}, {390, 252}, {344, 284}};
constexpr Point kLeafTopVein[] = {{320, 244}, {320, 172}};
constexpr Point kLeafLeftVein[] = {{310, 318}, {232, 262}};
constexpr Point kLeafRightVein[] = {{330, 326}, {410, 270}};
constexpr Shape kLeaf[] = {
    {oval, halo, 0, kHalo},          {oval, shadow, 0, kGround},       {line, shade, 6, kLeafStem},
    {area, light, 10, kLeafTop},     {area, body, 10, kLeafLeft},      {area, shade, 10, kLeafRight},
    {line, accent, 3, kLeafTopVein}, {line, accent, 3, kLeafLeftVein}, {line, accent, 3, kLeafRightVein},
    {area, accent, 10, kLeafPot},    {area, light, 10, kLeafPotShade}, {line, accent, 14, kLeafPotRim}};

constexpr Point kToyLeftEar[] = {{244, 190}};
constexpr Point kToyRightEar[] = {{396, 190}};
constexpr Point kToyHead[] = {{320, 252}, {104, 94}};
constexpr Point kToyTummy[] = {{320, 424}, {104, 86}};
constexpr Point kToyPatch[] = {{320, 434}, {60, 54}};
constexpr Point kToyLeftArm[] = {{232, 384}, {196, 428}};
constexpr Point kToyRightArm[] = {{408, 384}, {444, 428}};
constexpr Point kToyLeftFoot[] = {{246, 492}};
constexpr Point kToyRightFoot[] = {{394, 492}};
constexpr Point kToyMuzzle[] = {{320, 282}, {44, 34}};
constexpr Point kToyNose[] = {{320, 266}, {15, 10}};
constexpr Point kToyMouth[] = {{306, 290}, {320, 298}, {334, 290}};
constexpr Point kToyLeftEye[] = {{280, 240}};
constexpr Point kToyRightEye[] = {{360, 240}};
constexpr Shape kToy[] = {
    {oval, halo, 0, kHalo},          {oval, shadow, 0, kGround},       {line, body, 36, kToyLeftEar},
    {line, body, 36, kToyRightEar},  {line, light, 19, kToyLeftEar},   {line, light, 19, kToyRightEar},
    {line, shade, 28, kToyLeftArm},  {line, shade, 28, kToyRightArm},  {oval, body, 0, kToyTummy},
    {oval, light, 0, kToyPatch},     {line, shade, 32, kToyLeftFoot},  {line, shade, 32, kToyRightFoot},
    {line, light, 16, kToyLeftFoot}, {line, light, 16, kToyRightFoot}, {oval, body, 0, kToyHead},
    {oval, accent, 0, kToyMuzzle},   {oval, shade, 0, kToyNose},       {line, shade, 3, kToyMouth},
    {line, shade, 9, kToyLeftEye},   {line, shade, 9, kToyRightEye}};

constexpr Point kBackWheel[] = {{206, 416}, {88, 0}};
constexpr Point kFrontWheel[] = {{434, 416}, {88, 0}};
constexpr Point kBackHub[] = {{206, 416}};
constexpr Point kFrontHub[] = {{434, 416}};
constexpr Point kWheelFrame[] = {{206, 416}, {262, 290}, {396, 290}, {306, 416}, {206, 416}};
constexpr Point kWheelSeatTube[] = {{306, 416}, {250, 256}};
constexpr Point kWheelFork[] = {{434, 416}, {388, 250}};
constexpr Point kWheelBar[] = {{420, 226}, {388, 240}, {366, 228}};
constexpr Point kWheelSaddle[] = {{222, 250}, {276, 250}};
constexpr Point kWheelCrank[] = {{306, 416}};
constexpr Point kWheelBasket[] = {{414, 252}, {478, 252}, {468, 306}, {424, 306}};
constexpr Shape kWheel[] = {
    {oval, halo, 0, kHalo},          {oval, shadow, 0, kGround},      {ring, shade, 9, kBackWheel},
    {ring, shade, 9, kFrontWheel},   {line, accent, 12, kBackHub},    {line, accent, 12, kFrontHub},
    {area, accent, 6, kWheelBasket}, {line, body, 9, kWheelSeatTube}, {line, body, 9, kWheelFrame},
    {line, light, 8, kWheelFork},    {line, shade, 8, kWheelBar},     {line, shade, 12, kWheelSaddle},
    {line, light, 20, kWheelCrank},  {line, shade, 7, kWheelCrank}};

}  // namespace

std::span<const Shape> drawing_of(PictureFamily family) {
  switch (family) {
    case PictureFamily::garment:
      return kGarment;
    case PictureFamily::bag:
      return kBag;
    case PictureFamily::cup:
      return kCup;
    case PictureFamily::bottle:
      return kBottle;
    case PictureFamily::tool:
      return kTool;
    case PictureFamily::tent:
      return kTent;
    case PictureFamily::book:
      return kBook;
    case PictureFamily::device:
      return kDevice;
    case PictureFamily::lamp:
      return kLamp;
    case PictureFamily::leaf:
      return kLeaf;
    case PictureFamily::toy:
      return kToy;
    case PictureFamily::wheel:
      return kWheel;
  }
  return {};
}

}  // namespace kontor::catalog::seed
