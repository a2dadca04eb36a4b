#include "kernel/http/docs_page.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"
#include "kernel/core/embedded.hpp"
#include "kernel/http/static_files.hpp"

namespace kontor::embedded {
std::span<const File> api_docs();
}

namespace kontor::http {
namespace {

constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

ContentPtr page() {
  const auto files = embedded::api_docs();
  const auto index =
      std::find_if(files.begin(), files.end(), [](const auto& file) { return file.path == "index.html"; });
  KONTOR_CHECK(index != files.end(), "the page is part of the binary");
  return std::make_shared<const Content>(std::string(index->content), "text/html; charset=utf-8");
}

}  // namespace

std::vector<Endpoint> docs_endpoints() {
  auto html = get("/docs")
                  .at_root()
                  .summary("A page to read and try the API")
                  .access(auth::Access::anyone())
                  .produces("text/html")
                  .cache_control("public, no-cache")
                  .operational()
                  .undocumented()
                  .takes_any_query()
                  .from_memory()
                  .handle([content = page()](const auto&) -> Result<Response> {
                    Response response;
                    response.content = content;
                    response.set("Content-Security-Policy", kPolicy);
                    return response;
                  });
  return {std::move(html), embedded_endpoint("/docs", embedded::api_docs())};
}

}  // namespace kontor::http
