// SPDX-License-Identifier: Apache-2.0
// matrix: the results of many runs on one page, managers across and clauses down.
#include "evidence/json.h"
#include "reports/gate.h"
#include "reports/json.h"
#include "reports/matrix/render.h"
#include "reports/text.h"
#include "runner/commands/command.h"
#include "runner/commands/io.h"
#include "runner/commands/load.h"
#include "runner/commands/nearest.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <thread>

namespace conformance::runner {

namespace {

namespace fs = std::filesystem;
namespace matrix = reports::matrix;

struct Options {
  std::vector<std::string> files;
  std::vector<std::string> outputs;
};

struct Output {
  std::string format;
  std::string path;
  matrix::Render render = nullptr;
};

matrix::Render render_of(const std::string& format) {
  if (format == "html") return matrix::render_html;
  if (format == "markdown") return matrix::render_markdown;
  if (format == "json") return matrix::render_json;
  throw UsageError(fmt::format("there is no format \"{}\"{} (known: html, markdown, json)", reports::printable(format),
                               did_you_mean(format, {"html", "markdown", "json"})));
}

std::vector<Output> outputs_of(const Options& options) {
  std::vector<Output> all;
  for (const auto& wanted : options.outputs) {
    const auto equals = wanted.find('=');
    Output output{wanted.substr(0, equals), equals == std::string::npos ? "-" : wanted.substr(equals + 1)};
    output.render = render_of(output.format);
    if (output.path.empty()) throw UsageError("-o " + output.format + "= names no file");
    if (!is_standard_output(output.path)) check_writable(output.path);
    all.push_back(std::move(output));
  }
  if (all.empty()) all.push_back({"markdown", "-", matrix::render_markdown});
  std::vector<std::string> paths;
  for (const auto& output : all) paths.push_back(output.path);
  check_apart(paths, options.files);
  return all;
}

/// A result that was read, or why it could not be.
struct Read {
  std::optional<matrix::Summary> summary;
  std::string problem;
};

Read read(const std::string& path) {
  try {
    const auto text = read_file(path);
    if (looks_like_evidence(text)) return {matrix::summary_of(reports::evaluate(evidence::from_json(text))), ""};
    return {matrix::read_summary(text), ""};
  } catch (const UsageError& error) {
    return {std::nullopt, error.what()};
  } catch (const std::exception& error) {
    return {std::nullopt, fmt::format("{}: {}", path, reports::shortened(reports::printable(error.what()), 500))};
  }
}

/// "lxc.result.json" came from "lxc.evidence.json" beside it.
std::string evidence_beside(const std::string& result) {
  const fs::path path = result;
  auto name = path.filename().string();
  const auto at = name.rfind("result");
  if (at == std::string::npos) return "";
  const auto evidence = path.parent_path() / name.replace(at, 6, "evidence");
  std::error_code error;
  return fs::is_regular_file(evidence, error) ? evidence.string() : "";
}

std::vector<Read> read_some(const std::vector<std::string>& files, std::size_t begin, std::size_t end) {
  std::vector<Read> all;
  for (auto i = begin; i < end; ++i) all.push_back(read(files[i]));
  return all;
}

void take(matrix::Matrix& all, const std::string& file, Read read) {
  if (read.summary) return all.add(std::move(*read.summary), file, evidence_beside(file));
  tell("left out: " + read.problem);
  all.skip(file);
}

/// A few files at a time, read by threads, and merged in the order in which they were named.
matrix::Matrix merged(const std::vector<std::string>& files) {
  constexpr std::size_t batch = 16;
  const std::size_t threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 4);
  matrix::Matrix all;
  std::deque<std::future<std::vector<Read>>> running;
  std::size_t next = 0;
  for (std::size_t taken = 0; taken < files.size();) {
    for (; running.size() < threads && next < files.size(); next = std::min(next + batch, files.size()))
      running.push_back(
          std::async(std::launch::async, read_some, std::cref(files), next, std::min(next + batch, files.size())));
    auto done = running.front().get();
    running.pop_front();
    for (auto& one : done) take(all, files[taken++], std::move(one));
  }
  all.finish();
  return all;
}

int make_matrix(const Options& options) {
  const auto outputs = outputs_of(options);
  const auto all = merged(options.files);
  if (all.columns() == 0) throw UsageError("none of these files is a result");
  for (const auto& output : outputs) {
    Writer writer(output.path);
    const auto directory =
        is_standard_output(output.path) ? fs::current_path() : fs::absolute(output.path).parent_path();
    output.render(all, directory, [&](std::string_view text) { writer.write(text); });
    writer.finish();
  }
  for (const auto& remark : matrix::remarks(all)) tell(remark);
  return all.skipped().empty() ? reports::exit_code::passed : reports::exit_code::usage;
}

Command matrix_command() {
  auto options = std::make_shared<Options>();
  Command command;
  command.add({{.names = "results",
                .value = "RESULT|EVIDENCE",
                .help = "Result or evidence files; those of one profile, version and host share a column",
                .into = &options->files,
                .required = true},
               {.names = "-o,--output",
                .value = "FORMAT[=PATH]",
                .help = "html, markdown or json (repeatable); without PATH to standard output; default: markdown",
                .into = &options->outputs,
                .offers = {"html=", "markdown=", "json="}}});
  command.action = [options] { return make_matrix(*options); };
  return command;
}

const Registered registered({47, "matrix", "Show results of several managers side by side"}, matrix_command);

}  // namespace

}  // namespace conformance::runner
