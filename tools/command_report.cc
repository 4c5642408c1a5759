#include "tools/command_report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iostream>

#include "serve/api_reports.h"
#include "storage/rocks_store.h"
#include "tools/case_words.h"
#include "tools/config_clocks.h"
#include "tools/config_report.h"
#include "tools/config_watchlist.h"
#include "tools/model_set.h"

namespace groundswell {
namespace {

bool IsChinese(const ReportOptions& options) { return LanguageOf(options.language) == Language::kChinese; }

Result<std::string> AskEngine(const ReportOptions& options) {
  auto client = ApiClient::Make(options.address);
  if (!client.ok()) return client.status();
  return (*client)->Get(fmt::format("/api/v1/reports/{}?format={}&lang={}", ApiClient::Escaped(options.period),
                                    options.format, IsChinese(options) ? "zh-CN" : "en"));
}

Result<std::string> ReadFolder(const ReportOptions& options, const Config& config) {
  auto models = LoadModels(config);
  if (!models.ok()) return models.status();
  auto store = RocksStore::OpenReadOnly(options.data_dir);
  if (!store.ok()) return store.status();
  ReadModel model(store->get(), {});
  if (Status status = model.Load(); !status.ok()) return status.Annotate(options.data_dir);
  ReportTexts texts(store->get());
  ReportParts parts = ReportPartsOf(config, *models);
  parts.context.store = store->get();
  parts.context.model = &model;
  parts.texts = &texts;
  const auto period = ParseReportPeriod(options.period, parts.zone);
  if (!period) return Invalid(options.period + ": no such period");
  const auto report = MakeReportNow(parts, *period);
  if (!report.ok()) return report.status();
  const auto text = texts.Read(period->name);
  if (!text.ok()) return text.status();
  const int format = IndexOf(kReportFormats, options.format);
  return RenderReport(*report, *text, static_cast<ReportFormat>(format),
                      {.language = IsChinese(options) ? MessageLanguage::kChinese : MessageLanguage::kEnglish,
                       .base_url = parts.public_url,
                       .tag_name = parts.tag_name});
}

}  // namespace

Status RunReport(const ReportOptions& options, const Config& config, const Console& console) {
  if (!ParseReportPeriod(options.period, {}))
    return Invalid(options.period + ": no such period; a day is 2026-03-05, a week 2026-W10, a month 2026-03");
  const bool is_terminal = console.out == &std::cout && isatty(STDOUT_FILENO) != 0;
  if (options.format == "docx" && options.out.empty() && is_terminal)
    return Invalid("a Word file is nothing for a terminal: give --out FILE");
  const auto report = options.data_dir.empty() ? AskEngine(options) : ReadFolder(options, config);
  if (!report.ok()) return report.status();
  if (options.out.empty()) {
    console.out->write(report->data(), static_cast<std::streamsize>(report->size()));
    if (options.format == "json") *console.out << "\n";
    return {};
  }
  std::ofstream file(options.out, std::ios::binary | std::ios::trunc);
  file.write(report->data(), static_cast<std::streamsize>(report->size()));
  file.close();
  return file ? Status() : IoError(options.out + ": cannot be written; check the folder and its rights");
}

}  // namespace groundswell
