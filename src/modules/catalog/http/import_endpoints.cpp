#include "modules/catalog/http/import_endpoints.hpp"

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/http/cursor_page.hpp"
#include "modules/catalog/actions/product_export.hpp"
#include "modules/catalog/http/staff_endpoint.hpp"
#include "modules/catalog/store/imports.hpp"

namespace kontor::catalog {

namespace {

struct ImportPath {
  ImportId id;
};
KONTOR_DESCRIBE(ImportPath, id)

struct ImportQuery {
  bool dry_run = false;
  std::optional<Currency> currency;
  std::optional<std::string> file_name;

  static void rules(json::Rules<ImportQuery>& rule) {
    rule(&ImportQuery::dry_run).optional().doc("Says what would happen and changes nothing");
    rule(&ImportQuery::currency).doc("Of prices in a file that names none; the shop's own if not given");
    rule(&ImportQuery::file_name).doc("For people").length(0, 200).example("products.csv");
  }
};
KONTOR_DESCRIBE(ImportQuery, dry_run, currency, file_name)

struct ExportQuery {
  TransferFormat format = TransferFormat::full;
  std::optional<Currency> currency;

  static void rules(json::Rules<ExportQuery>& rule) {
    rule(&ExportQuery::format).optional().doc("full: all but images; shopify: Shopify's product file");
    rule(&ExportQuery::currency).doc("Of Shopify's prices; the shop's own if not given");
  }
};
KONTOR_DESCRIBE(ExportQuery, format, currency)

struct ImportNotes {
  std::int64_t images_not_fetched = 0;
  std::int64_t stock_not_set = 0;
  std::vector<std::string> ignored_columns;

  static void rules(json::Rules<ImportNotes>& rule) {
    rule(&ImportNotes::images_not_fetched).doc("Images that the file names; they are not fetched");
    rule(&ImportNotes::stock_not_set).doc("Numbers in stock that the file names; stock is the inventory's");
    rule(&ImportNotes::ignored_columns).doc("Columns that nothing was made of");
  }
};
KONTOR_DESCRIBE(ImportNotes, images_not_fetched, stock_not_set, ignored_columns)

struct ImportView {
  ImportId id;
  ImportState state = ImportState::merging;
  TransferFormat format = TransferFormat::full;
  bool dry_run = false;
  std::string file_name;
  std::int64_t rows = 0;
  std::int64_t rows_done = 0;
  ImportCounts products;
  std::int64_t errors = 0;
  ImportNotes notes;
  std::optional<std::string> problem;
  Timestamp created_at{};
  std::optional<Timestamp> ended_at;

  static void rules(json::Rules<ImportView>& rule) {
    rule(&ImportView::rows).doc("Behind the header");
    rule(&ImportView::errors).doc("Mistakes that were found; the first 100,000 can be read");
    rule(&ImportView::problem).doc("Why it failed as a whole, or was cancelled");
  }
};
KONTOR_DESCRIBE(ImportView, id, state, format, dry_run, file_name, rows, rows_done, products, errors, notes, problem,
                created_at, ended_at)

ImportView view_of(const Import& import) {
  return {import.id,
          import.state,
          import.format,
          import.dry_run,
          import.file_name,
          import.rows,
          import.rows_done,
          import.products,
          import.errors,
          {import.images_not_fetched, import.stock_not_set, import.ignored_columns},
          import.problem.empty() ? std::nullopt : std::optional(import.problem),
          import.created_at,
          import.ended_at};
}

Result<ImportView> viewed(const Result<Import>& import) {
  if (!import) return import.error();
  return view_of(*import);
}

ImportProgressed progress_of(const Import& import) {
  return {import.id.str(),
          std::string(spelled(import.state)),
          import.rows,
          import.rows_done,
          import.products.created,
          import.products.updated,
          import.products.unchanged,
          import.products.failed,
          import.errors};
}

bool is_csv(std::string_view content_type) {
  const auto type = text::trim(content_type.substr(0, content_type.find(';')));
  return text::iequals(type, "text/csv");
}

http::Endpoint begin_import(const FileRoom& room) {
  return for_staff(http::post("/catalog/imports"))
      .summary("Takes in a file of products")
      .description(
          format("The body is CSV (text/csv, UTF-8): Shopify's product file or our own, known by the header. It is "
                 "merged in the background; the answer is the import as it waits. Files beyond {} MiB: `kontor import "
                 "products`.",
                 room.max_file_bytes >> 20))
      .idempotent()
      .lane(http::Lane::heavy)
      .uploads({"text/csv"}, room.max_file_bytes)
      .query<ImportQuery>()
      .answers<ImportView>(202)
      .fails({{ErrorKind::invalid, "unsupported_media_type"}, {ErrorKind::invalid, "unknown_header"}})
      .handle([room](const auto& call) -> Result<http::Response> {
        if (!is_csv(call.request.header("Content-Type"))) {
          return Error{ErrorKind::invalid, "unsupported_media_type", "The body must be text/csv."};
        }
        return room.once.run(call, room.database, [&](db::Tx& tx) -> Result<http::Reply<ImportView>> {
          const ImportOrder order{call.query.dry_run, call.query.currency, call.query.file_name.value_or("")};
          auto import = room.imports.receive(tx, order, call.request.body);
          if (!import) return std::move(import).error();
          return http::Reply<ImportView>{
              view_of(*import), 0, {{"Location", "/api/v1/catalog/imports/" + import->id.str()}}};
        });
      });
}

http::Endpoint list_imports(const FileRoom& room) {
  return for_staff(http::get("/catalog/imports"))
      .summary("Imports, the newest first")
      .query<http::PageQuery>()
      .template answers<http::Page<ImportView>>()
      .handle([room](const auto& call) -> Result<http::Page<ImportView>> {
        const auto before = http::place_of<ImportId>(call.query.cursor);
        if (!before) return before.error();
        auto found = imports::list(room.database, *before, call.query.limit + 1);
        if (!found) return std::move(found).error();
        return http::page_of<ImportView>(*std::move(found), call.query.limit,
                                         [](const Import& one) { return view_of(one); });
      });
}

http::Endpoint look_at_import(const FileRoom& room) {
  return for_staff(http::get("/catalog/imports/{id}"))
      .summary("How far an import has come")
      .path<ImportPath>()
      .answers<ImportView>()
      .fails({"not_found"})
      .handle([room](const auto& call) { return viewed(room.imports.find(call.path.id)); });
}

http::Endpoint import_mistakes(const FileRoom& room) {
  return for_staff(http::get("/catalog/imports/{id}/errors"))
      .summary("The mistakes of an import's file, with line and column")
      .path<ImportPath>()
      .query<http::PageQuery>()
      .template answers<http::Page<ImportError>>()
      .fails({"not_found"})
      .handle([room](const auto& call) -> Result<http::Page<ImportError>> {
        const auto skip = call.query.cursor ? text::parse_int(*call.query.cursor) : std::optional<std::int64_t>(0);
        if (!skip || *skip < 0) return invalid({{"/cursor", "format", "does not belong to this list"}});
        if (auto known = room.imports.find(call.path.id); !known) return std::move(known).error();
        auto found = imports::errors_of(room.database, call.path.id, *skip, call.query.limit + 1);
        if (!found) return std::move(found).error();
        http::Page<ImportError> page{*std::move(found), {call.query.limit, std::nullopt, false}};
        if (page.data.size() > static_cast<std::size_t>(call.query.limit)) {
          page.data.pop_back();
          page.page = {call.query.limit, std::to_string(*skip + call.query.limit), true};
        }
        return page;
      });
}

http::Endpoint watch_import(const FileRoom& room) {
  return for_staff(http::get("/catalog/imports/{id}/stream"))
      .summary("An import's progress as it happens")
      .description(
          "Server-sent events: `progress`, and `ended` at last, each with all the numbers. Who comes back is told the "
          "present state at once, so nothing is missed.")
      .path<ImportPath>()
      .produces("text/event-stream")
      .fails({"not_found"})
      .handle([room](const auto& call) -> Result<http::Response> {
        // Opened before the look, so nothing falls in between.
        const auto stream = room.streams.open(call.path.id.str());
        if (!stream) return unavailable("Too many watch imports at this moment.", 5);
        const auto import = room.imports.find(call.path.id);
        if (!import) {
          stream->close();
          return import.error();
        }
        ImportStreams::push(*stream, progress_of(*import));
        return http::event_stream(stream);
      });
}

http::Endpoint cancel_import(const FileRoom& room) {
  return for_staff(http::post("/catalog/imports/{id}/cancel"))
      .summary("Ends an import")
      .description("What was merged stays. An import that has ended stays as it is.")
      .idempotent()
      .path<ImportPath>()
      .answers<ImportView>()
      .fails({"not_found"})
      .handle([room](const auto& call) {
        return room.once.run(call, room.database,
                             [&](db::Tx& tx) { return viewed(room.imports.cancel(tx, call.path.id)); });
      });
}

http::Endpoint export_endpoint(const FileRoom& room) {
  return for_staff(http::get("/catalog/exports/products"))
      .summary("All products as a file")
      .description("CSV by slug, made while it is sent. Without images; what the full format says, an import reads.")
      .query<ExportQuery>()
      .produces("text/csv; charset=utf-8")
      .handle([room](const auto& call) -> Result<http::Response> {
        const auto all = std::make_shared<ProductExport>(room.database, call.query.format,
                                                         call.query.currency.value_or(room.currency));
        http::Response response;
        response.set("Content-Type", "text/csv; charset=utf-8");
        response.set("Content-Disposition", "attachment; filename=\"products.csv\"");
        response.source = [all](std::string& piece) { return all->next(piece); };
        return response;
      });
}

}  // namespace

std::vector<http::Endpoint> import_endpoints(const FileRoom& room) {
  return {list_imports(room), begin_import(room),  look_at_import(room), import_mistakes(room),
          watch_import(room), cancel_import(room), export_endpoint(room)};
}

}  // namespace kontor::catalog
