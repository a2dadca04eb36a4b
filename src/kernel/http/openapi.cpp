#include "kernel/http/openapi.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "kernel/core/text.hpp"
#include "kernel/http/api.hpp"
#include "kernel/http/problem.hpp"
#include "kernel/http/status.hpp"
#include "kernel/json/schema.hpp"

namespace kontor::http {
namespace {

using json::Use;
using json::Writer;

constexpr std::string_view kExampleRequestId = "4k2v9w0c7jq1x";

int status_of(const Failure& failure) {
  return http_status(Error{failure.kind, failure.code, {}});
}

// get_catalog_products_key
std::string operation_id(const Endpoint& endpoint) {
  std::string id = text::to_lower(to_string(endpoint.method));
  for (const char c : endpoint.path) {
    const bool named = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (named) {
      id.push_back(c);
    } else if (id.back() != '_') {
      id.push_back('_');
    }
  }
  while (id.back() == '_') id.pop_back();
  return id;
}

std::string example_problem(const Failure& failure) {
  Error error{failure.kind, failure.code, "What happened, in words."};
  if (failure.code == "validation_failed") error.fields = {{"/limit", "out_of_range", "must be between 1 and 100"}};
  if (failure.members) {
    Writer members(error.members);
    json::write_example(members, failure.members());
  }
  return problem_json(error, kExampleRequestId);
}

bool is_listed(const Endpoint& endpoint) {
  return endpoint.is_documented && !endpoint.access->is_for_services();
}

// The endpoint's own words, and who may call it.
std::string description_of(const Endpoint& endpoint) {
  std::string text = endpoint.description;
  const auto& access = *endpoint.access;
  if (access.is_public()) return text;
  if (!text.empty()) text += "\n\n";
  const auto* permission = access.required_permission();
  if (!permission) return text += "For users who are signed in.";
  return text.append("Needs the permission `").append(permission->name).append("`: ").append(permission->what) += '.';
}

bool has_content(const Endpoint& endpoint) {
  return endpoint.success_status != 204 && endpoint.success_status != 101;
}

class Document {
 public:
  Document(std::string& out, const ApiInfo& info) : out_(out), info_(info) {}

  void write(std::span<const Endpoint> endpoints) {
    out_.begin_object().field("openapi", "3.1.0");
    write_info();
    out_.key("servers").begin_array().begin_object().field("url", "/").end_object().end_array();
    write_tags(endpoints);
    write_paths(endpoints);
    write_components();
    out_.end_object();
  }

 private:
  void write_info() {
    out_.key("info").begin_object().field("title", info_.title).field("version", info_.version);
    out_.field("description", info_.description);
    out_.key("license").begin_object().field("name", "Apache-2.0").field("identifier", "Apache-2.0").end_object();
    out_.end_object();
  }

  void write_tags(std::span<const Endpoint> endpoints) {
    std::set<std::string> tags;
    for (const auto& endpoint : endpoints) {
      if (is_listed(endpoint) && !endpoint.tag.empty()) tags.insert(endpoint.tag);
    }
    out_.key("tags").begin_array();
    for (const auto& tag : tags) out_.begin_object().field("name", tag).end_object();
    out_.end_array();
  }

  void write_paths(std::span<const Endpoint> endpoints) {
    std::map<std::string, std::vector<const Endpoint*>> by_path;
    for (const auto& endpoint : endpoints) {
      if (is_listed(endpoint)) by_path[documented_path(endpoint)].push_back(&endpoint);
    }
    out_.key("paths").begin_object();
    for (const auto& [path, operations] : by_path) {
      out_.key(path).begin_object();
      for (const auto* endpoint : operations) write_operation(*endpoint);
      out_.end_object();
    }
    out_.end_object();
  }

  void write_operation(const Endpoint& endpoint) {
    out_.key(text::to_lower(to_string(endpoint.method))).begin_object();
    out_.field("operationId", operation_id(endpoint)).field("summary", endpoint.summary);
    if (const auto words = description_of(endpoint); !words.empty()) out_.field("description", words);
    if (!endpoint.tag.empty()) out_.key("tags").begin_array().value(endpoint.tag).end_array();
    write_parameters(endpoint);
    write_request_body(endpoint);
    write_responses(endpoint);
    write_security(*endpoint.access);
    out_.end_object();
  }

  void write_parameters(const Endpoint& endpoint) {
    out_.key("parameters").begin_array();
    if (endpoint.path_type) write_parameters_in("path", endpoint.path_type());
    if (endpoint.query_type) write_parameters_in("query", endpoint.query_type());
    if (endpoint.idempotency_key != KeyUse::none) write_idempotency_key(endpoint.idempotency_key);
    out_.end_array();
  }

  void write_idempotency_key(KeyUse use) {
    out_.begin_object().field("name", "Idempotency-Key").field("in", "header");
    out_.field("required", use == KeyUse::required);
    out_.field("description",
               "Chosen by the client, a UUID for instance: the same request with the same key takes effect once, and "
               "is answered again as it was, with Idempotent-Replayed: true");
    out_.key("schema").begin_object().field("type", "string").field("minLength", 1).field("maxLength", 255);
    out_.field("pattern", "^[!-~]+$").end_object().end_object();
  }

  void write_parameters_in(std::string_view place, const json::Type& type) {
    for (const auto& member : type.members) {
      out_.begin_object().field("name", member.name).field("in", place);
      out_.field("required", place == "path" || member.required());
      if (!member.rule.doc_text.empty()) out_.field("description", member.rule.doc_text);
      out_.key("schema");
      write_parameter_schema(type, member);
      out_.end_object();
    }
  }

  // A parameter can be missing, but never null.
  void write_parameter_schema(const json::Type& type, const json::Member& member) {
    if (!member.may_be_null) return schemas_.write_member_schema(out_, type, member, Use::request);
    schemas_.write_schema(out_, member.type().element(), Use::request, &member.rule);
  }

  void write_request_body(const Endpoint& endpoint) {
    if (!endpoint.upload_types.empty()) return write_upload(endpoint);
    if (!endpoint.body_type) return;
    out_.key("requestBody").begin_object().field("required", true).key("content").begin_object();
    out_.key("application/json");
    write_media(endpoint.body_type(), Use::request);
    out_.end_object().end_object();
  }

  void write_upload(const Endpoint& endpoint) {
    out_.key("requestBody").begin_object().field("required", true).key("content").begin_object();
    for (const auto& type : endpoint.upload_types) out_.key(type).begin_object().end_object();
    out_.end_object().end_object();
  }

  void write_media(const json::Type& type, Use use) {
    out_.begin_object().key("schema");
    schemas_.write_schema(out_, type, use);
    out_.key("example");
    json::write_example(out_, type);
    out_.end_object();
  }

  void write_responses(const Endpoint& endpoint) {
    out_.key("responses").begin_object();
    out_.key(std::to_string(endpoint.success_status)).begin_object();
    out_.field("description", status_title(endpoint.success_status));
    if (has_content(endpoint)) write_success_content(endpoint);
    out_.end_object();
    std::map<int, std::vector<Failure>> by_status;
    for (auto& failure : all_failures(endpoint)) by_status[status_of(failure)].push_back(failure);
    for (const auto& [status, failures] : by_status) write_failures(status, failures);
    out_.end_object();
  }

  void write_success_content(const Endpoint& endpoint) {
    const auto media_type = endpoint.media_type.substr(0, endpoint.media_type.find(';'));
    out_.key("content").begin_object().key(media_type);
    if (endpoint.answer_type) {
      write_media(endpoint.answer_type(), Use::response);
    } else {
      out_.begin_object().key("schema").begin_object().field("type", "string").end_object().end_object();
    }
    out_.end_object();
  }

  void write_failures(int status, const std::vector<Failure>& failures) {
    std::string codes;
    for (const auto& failure : failures) codes += (codes.empty() ? "" : ", ") + failure.code;
    out_.key(std::to_string(status)).begin_object();
    out_.field("description", std::string(status_title(status)) + ": " + codes);
    out_.key("content").begin_object().key("application/problem+json").begin_object().key("schema");
    schemas_.write_schema(out_, json::type_of<Problem>(), Use::response);
    out_.key("examples").begin_object();
    for (const auto& failure : failures) {
      out_.key(failure.code).begin_object().key("value").raw(example_problem(failure)).end_object();
    }
    out_.end_object().end_object().end_object().end_object();
  }

  void write_security(const auth::Access& access) {
    if (access.is_public()) return;
    out_.key("security").begin_array();
    write_requirement("bearer");
    if (access.required_permission()) write_requirement("api_key");
    out_.end_array();
    if (access.required_permission()) out_.field("x-permission", access.required_permission()->name);
  }

  void write_requirement(std::string_view scheme) {
    out_.begin_object().key(scheme).begin_array().end_array().end_object();
  }

  void write_components() {
    out_.key("components").begin_object().key("schemas");
    schemas_.write_components(out_);
    out_.key("securitySchemes").begin_object();
    write_scheme("bearer", "JWT", "The access token of a user who has signed in");
    write_scheme("api_key", "kontor_<prefix>_<secret>", "A server's key, sent as a bearer token is");
    out_.end_object().end_object();
  }

  void write_scheme(std::string_view name, std::string_view format, std::string_view description) {
    out_.key(name).begin_object().field("type", "http").field("scheme", "bearer");
    out_.field("bearerFormat", format).field("description", description).end_object();
  }

  Writer out_;
  const ApiInfo& info_;
  json::Schemas schemas_;
};

}  // namespace

std::vector<Failure> all_failures(const Endpoint& endpoint) {
  auto failures = endpoint.failures;
  const auto add = [&](Failure failure) {
    const auto same_code = [&](const auto& one) { return one.code == failure.code; };
    if (std::none_of(failures.begin(), failures.end(), same_code)) failures.push_back(std::move(failure));
  };
  if (endpoint.path_type || endpoint.query_type || endpoint.body_type) add("validation_failed");
  if (endpoint.body_type) {
    for (const char* code : {"malformed_json", "unsupported_media_type", "payload_too_large"}) add(code);
  }
  if (!endpoint.upload_types.empty()) add("payload_too_large");
  if (endpoint.idempotency_key != KeyUse::none) {
    add("validation_failed");
    add({ErrorKind::conflict, "idempotency_key_in_use"});
    add("idempotency_key_reused");
  }
  if (endpoint.idempotency_key == KeyUse::required) add("idempotency_key_missing");
  if (endpoint.success_status == 101) {
    for (const char* code : {"bad_request", "forbidden", "upgrade_required"}) add(code);
  }
  if (!endpoint.access->is_public()) add("unauthenticated");
  if (endpoint.access->required_permission()) add("forbidden");
  if (!endpoint.is_operational) {
    for (const char* code : {"not_acceptable", "rate_limited"}) add(code);
  }
  if (!endpoint.from_memory) {
    for (const char* code : {"internal", "unavailable"}) add(code);
  }
  return failures;
}

std::string documented_path(const Endpoint& endpoint) {
  auto path = endpoint.at_root ? endpoint.path : std::string(kBasePath) + endpoint.path;
  path.erase(std::remove(path.begin(), path.end(), '*'), path.end());
  return path;
}

std::string openapi_document(std::span<const Endpoint> endpoints, const ApiInfo& info) {
  std::string out;
  Document(out, info).write(endpoints);
  return out;
}

Endpoint openapi_endpoint(std::span<const Endpoint> endpoints, const ApiInfo& info) {
  auto content = std::make_shared<const Content>(openapi_document(endpoints, info), "application/json");
  return get("/openapi.json")
      .at_root()
      .summary("This document")
      .access(auth::Access::anyone())
      .produces("application/json")
      .cache_control("public, no-cache")
      .operational()
      .undocumented()
      .from_memory()
      .takes_any_query()
      .handle([content](const auto&) -> Result<ContentPtr> { return content; });
}

}  // namespace kontor::http
