#include "modules/catalog/http/image_endpoints.hpp"

#include <algorithm>

#include "kernel/http/multipart.hpp"
#include "modules/catalog/domain/product_rules.hpp"
#include "modules/catalog/http/answers.hpp"
#include "modules/catalog/http/staff_endpoint.hpp"

namespace kontor::catalog {

namespace {

constexpr std::size_t kRestOfForm = 64 << 10;  // what a form may be longer than its picture

struct ImagePath {
  ProductId id;
  ImageId image_id;
};
KONTOR_DESCRIBE(ImagePath, id, image_id)

struct UploadQuery {
  std::optional<std::string> alt;
  std::optional<int> position;

  static void rules(json::Rules<UploadQuery>& rule) {
    rule(&UploadQuery::alt).doc("What is to be seen; of a form the field of this name").length(0, kMaxAltText);
    rule(&UploadQuery::position).doc("Before which of the images, from 0; missing: behind all").at_least(0);
  }
};
KONTOR_DESCRIBE(UploadQuery, alt, position)

struct ImageBody {
  std::optional<std::string> alt;
  std::optional<std::map<std::string, std::string>> translations;
  std::optional<int> position;

  static void rules(json::Rules<ImageBody>& rule) {
    rule(&ImageBody::alt).doc("What is to be seen, in the shop's language").length(0, kMaxAltText);
    rule(&ImageBody::translations)
        .doc("The same by language, all of them")
        .example(json::Raw{R"({"de":"Leinenhemd"})"});
    rule(&ImageBody::position).doc("Its place among the images, from 0").at_least(0);
  }
};
KONTOR_DESCRIBE(ImageBody, alt, translations, position)

struct Upload {
  std::string_view picture;
  std::string alt;
  std::map<std::string, std::string> translations;
};

Result<void> read_field(const http::FormPart& part, Upload& upload) {
  if (part.name == "alt") {
    upload.alt = part.content;
    return {};
  }
  if (part.name == "translations") {
    auto texts = json::read<std::map<std::string, std::string>>(part.content);
    if (!texts) return invalid({{"/translations", "type", "must be a JSON object of texts by language"}});
    upload.translations = *std::move(texts);
    return {};
  }
  if (!part.is_file) return invalid({{"/" + part.name, "unknown", "this form has no such field"}});
  if (!upload.picture.empty()) return invalid({{"/" + part.name, "duplicate", "one picture at a time"}});
  upload.picture = part.content;
  return {};
}

Result<Upload> read_upload(const http::Request& request, const UploadQuery& query) {
  Upload upload{{}, query.alt.value_or(""), {}};
  const auto type = request.header("Content-Type");
  if (!http::is_form(type)) {
    upload.picture = request.body;
    return upload;
  }
  const auto parts = http::read_form(type, request.body);
  if (!parts) return parts.error();
  for (const auto& part : *parts) {
    if (auto read = read_field(part, upload); !read) return std::move(read).error();
  }
  if (upload.picture.empty()) return invalid({{"/file", "missing", "the form has no picture"}});
  return upload;
}

void move_to(std::vector<Image>& images, std::vector<Image>::iterator image, int position) {
  auto moved = std::move(*image);
  images.erase(image);
  const auto place = std::min(static_cast<std::size_t>(position), images.size());
  images.insert(images.begin() + static_cast<std::ptrdiff_t>(place), std::move(moved));
}

// What changes one of the product's images.
template <class Change>
ProductDesk::Change to_image(const ImageId& id, Change change) {
  return [id, change](Product& product) -> Result<void> {
    const auto image = std::ranges::find(product.images, id, &Image::id);
    if (image == product.images.end()) return not_found("image");
    change(product.images, image);
    return {};
  };
}

template <class Call>
Result<http::Response> take_upload(const WritingDesk& desk, ImageDesk& images, const Call& call) {
  auto sent = read_upload(call.request, call.query);
  if (!sent) return std::move(sent).error();
  auto image = images.take_in(call.path.id, sent->picture, call.deadline);
  if (!image) return std::move(image).error();
  image->alt_text = std::move(sent->alt);
  image->alt_texts = std::move(sent->translations);
  return desk.once.run(call, desk.database, [&](db::Tx& tx) -> Result<http::Reply<ProductView>> {
    const auto change = [&](Product& product) -> Result<void> {
      product.images.push_back(*image);
      if (call.query.position) move_to(product.images, product.images.end() - 1, *call.query.position);
      return {};
    };
    return replied(desk.products.edit(tx, call.path.id, optional_match(call.request.header("If-Match")), change));
  });
}

http::Endpoint upload_image_endpoint(const WritingDesk& desk, ImageDesk& images) {
  return for_staff(http::post("/catalog/products/{id}/images"))
      .summary("One more image")
      .description(
          "The picture itself, or a form with it as a file and the fields `alt` and `translations` (a JSON object of "
          "texts by language). JPEG, PNG, WebP and AVIF, by their content; what the file says beside the picture is "
          "not kept. The same picture may be sent again.")
      .idempotent()
      .lane(http::Lane::heavy)
      .uploads({"image/jpeg", "image/png", "image/webp", "image/avif", "multipart/form-data"},
               images.max_bytes() + kRestOfForm)
      .path<ProductPath>()
      .query<UploadQuery>()
      .answers<ProductView>(201)
      .fails(
          {"not_found", "version_conflict", "malformed_form", "unsupported_image", "image_too_large", "broken_image"})
      .handle([desk, &images](const auto& call) { return take_upload(desk, images, call); });
}

http::Endpoint change_image_endpoint(const WritingDesk& desk) {
  return for_staff(http::patch("/catalog/products/{id}/images/{image_id}"))
      .summary("Describes an image, or moves it")
      .description("If-Match names the product's version.")
      .path<ImagePath>()
      .body<ImageBody>()
      .answers<ProductView>()
      .fails({"not_found", "version_conflict", "precondition_required"})
      .handle([desk](const auto& call) {
        return replace(desk.database, call, [&](db::Tx& tx, const SeenVersion& seen) {
          const auto change = to_image(call.path.image_id, [&](std::vector<Image>& images, auto image) {
            if (call.body.alt) image->alt_text = *call.body.alt;
            if (call.body.translations) image->alt_texts = *call.body.translations;
            if (call.body.position) move_to(images, image, *call.body.position);
          });
          return replied(desk.products.edit(tx, call.path.id, seen, change));
        });
      });
}

http::Endpoint remove_image_endpoint(const WritingDesk& desk) {
  return for_staff(http::del("/catalog/products/{id}/images/{image_id}"))
      .summary("Takes an image away")
      .description("If-Match names the product's version. A picture that nobody has any more is removed after a day.")
      .path<ImagePath>()
      .answers<ProductView>()
      .fails({"not_found", "version_conflict", "precondition_required"})
      .handle([desk](const auto& call) {
        return replace(desk.database, call, [&](db::Tx& tx, const SeenVersion& seen) {
          const auto change =
              to_image(call.path.image_id, [](std::vector<Image>& images, auto image) { images.erase(image); });
          return replied(desk.products.edit(tx, call.path.id, seen, change));
        });
      });
}

}  // namespace

std::vector<http::Endpoint> image_endpoints(const WritingDesk& desk, ImageDesk& images) {
  return {upload_image_endpoint(desk, images), change_image_endpoint(desk), remove_image_endpoint(desk)};
}

}  // namespace kontor::catalog
