#include "modules/identity/http/setup_endpoints.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"
#include "kernel/core/embedded.hpp"
#include "kernel/http/static_files.hpp"
#include "modules/identity/domain/password_rules.hpp"
#include "modules/identity/http/views.hpp"

namespace kontor::embedded {
std::span<const File> setup_page();
}

namespace kontor::identity {

namespace {

constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

struct SetupBody {
  std::string token;
  std::string email;
  std::string password;

  static void rules(json::Rules<SetupBody>& rule) {
    rule(&SetupBody::token).doc("Behind the # of the link that the first start printed").secret().length(1, 200);
    rule(&SetupBody::email).length(3, 254).example("ada@example.com");
    rule(&SetupBody::password)
        .doc("8 to 128 characters of any kind; none of the common ones")
        .secret()
        .length(kShortestPassword, kLongestPassword)
        .example("nine green herons");
  }
};
KONTOR_DESCRIBE(SetupBody, token, email, password)

http::ContentPtr page() {
  const auto files = embedded::setup_page();
  const auto index = std::ranges::find(files, "index.html", &embedded::File::path);
  KONTOR_CHECK(index != files.end(), "the page is part of the binary");
  return std::make_shared<const http::Content>(std::string(index->content), "text/html; charset=utf-8");
}

Result<http::Response> shown(Administrators& administrators, const http::ContentPtr& content) {
  const auto is_open = administrators.first_is_missing();
  if (!is_open) return is_open.error();
  if (!*is_open) return Error{ErrorKind::not_found, "not_found", "There is nothing at this path."};
  http::Response response;
  response.content = content;
  response.set("Content-Security-Policy", kPolicy);
  return response;
}

template <class Call>
Result<SessionView> set_up(Administrators& administrators, const Call& call) {
  const auto session = administrators.set_up(call.body.token, {call.body.email, call.body.password},
                                             client_of(call.request, call.client_address));
  if (!session) return session.error();
  return view_of(*session);
}

}  // namespace

std::vector<http::Endpoint> setup_endpoints(Administrators& administrators) {
  return {
      http::get("/setup")
          .at_root()
          .summary("A page to become the first administrator")
          .access(auth::Access::anyone())
          .produces("text/html")
          .undocumented()
          .handle([&administrators, content = page()](const auto&) { return shown(administrators, content); }),
      http::embedded_endpoint("/setup", embedded::setup_page()),
      http::post("/identity/setup")
          .summary("The first administrator, signed in")
          .description("For whoever has the link that a house without administrators prints when it starts.")
          .tag("identity")
          .access(auth::Access::anyone())
          .priority(http::Priority::carts)
          .limit_class(http::LimitClass::login)
          .lane(http::Lane::heavy)
          .body<SetupBody>()
          .answers<SessionView>(201)
          .fails({{ErrorKind::rejected, "token_invalid"},
                  {ErrorKind::conflict, "already_set_up"},
                  {ErrorKind::conflict, "email_taken"}})
          .handle([&administrators](const auto& call) { return set_up(administrators, call); }),
  };
}

}  // namespace kontor::identity
