// SPDX-License-Identifier: Apache-2.0
#include "runner/host/systemd.h"

#include "runner/host/file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace conformance::runner::host {

namespace {

constexpr const char* service = "org.freedesktop.systemd1";
constexpr const char* units = "/org/freedesktop/systemd1/unit";
constexpr std::size_t max_questions = 500;
constexpr std::size_t max_foreign = 100;

const Target manager_object = {service, "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager"};
constexpr const char* properties_interface = "org.freedesktop.DBus.Properties";

/// The property of systemd behind each attribute.
const std::map<std::string, std::string>& property_names() {
  static const std::map<std::string, std::string> names = {
      {"memory.max", "MemoryMax"}, {"memory.high", "MemoryHigh"},        {"memory.low", "MemoryLow"},
      {"memory.min", "MemoryMin"}, {"memory.swap.max", "MemorySwapMax"}, {"pids.max", "TasksMax"},
      {"cpu.weight", "CPUWeight"}};
  return names;
}

}  // namespace

std::map<std::string, std::string> limits_of(const std::map<std::string, std::uint64_t>& properties,
                                             const std::map<std::string, std::string>& attributes,
                                             std::uint64_t page_size) {
  std::map<std::string, std::string> limits;
  for (const auto& [attribute, value] : properties) {
    if (!attributes.contains(attribute)) continue;
    if (value == UINT64_MAX)
      limits[attribute] = attribute == "cpu.weight" ? "100" : "max";  // unset: the kernel's default weight
    else if (attribute.starts_with("memory."))
      limits[attribute] = fmt::format("{}", value / page_size * page_size);  // the kernel counts pages
    else
      limits[attribute] = fmt::format("{}", value);
  }
  // Every group has these, with or without controllers; no unit setting reaches them, so systemd leaves the kernel's
  // value.
  for (const char* attribute : {"cgroup.max.depth", "cgroup.max.descendants"})
    if (attributes.contains(attribute)) limits[attribute] = "max";
  return limits;
}

std::vector<std::string> slices_up(const std::string& slice) {
  std::vector<std::string> names;
  std::string stem = slice.ends_with(".slice") ? slice.substr(0, slice.size() - 6) : "";
  while (!stem.empty() && stem != "-") {
    names.push_back(stem + ".slice");
    const std::size_t dash = stem.rfind('-');
    stem.resize(dash == std::string::npos ? 0 : dash);
  }
  if (!slice.empty()) names.push_back("-.slice");
  return names;
}

void Systemd::ask_version() {
  bus_.call<sdbus::Variant>(
      {service, manager_object.path, properties_interface}, "Get",
      [this](const std::string& error, const sdbus::Variant& value) {
        if (error.empty() && value.containsValueOfType<std::string>()) version_ = valid_utf8(value.get<std::string>());
      },
      std::string(manager_object.interface), std::string("Version"));
}

void Systemd::ask_unit(pid_t leader, const std::vector<Hierarchy>& all) {
  hierarchy_ = systemd_hierarchy(all);
  const auto found = [this](const std::string& error, const sdbus::ObjectPath& path) {
    unit_error_ = error;
    if (!error.empty()) return;
    unit_error_ = no_reply;
    // One question for all interfaces, as the unit's type is not known yet.
    bus_.get_all(service, path, "", [this](const std::string& problem, const Properties& properties) {
      unit_error_ = problem;
      if (problem.empty()) take_unit(properties);
    });
  };
  bus_.call<sdbus::ObjectPath>(manager_object, "GetUnitByPID", found, static_cast<std::uint32_t>(leader));
}

void Systemd::take_unit(const Properties& properties) {
  const auto text = [&](const char* name) { return valid_utf8(property<std::string>(properties, name).value_or("")); };
  unit_.name = text("Id");
  unit_.slice = text("Slice");
  unit_.control_group = text("ControlGroup");
  unit_.device_policy = text("DevicePolicy");
  unit_.controller = text("Controller");
  unit_.delegate = property<bool>(properties, "Delegate").value_or(false);
  unit_.transient = property<bool>(properties, "Transient").value_or(false);
  unit_.delegate_controllers =
      property<std::vector<std::string>>(properties, "DelegateControllers").value_or(std::vector<std::string>{});
  for (const auto& [attribute, name] : property_names())
    if (const auto value = property<std::uint64_t>(properties, name)) raw_limits_[attribute] = *value;
  // An old-style share is turned into a weight by systemd; what comes out is its business.
  if (property<std::uint64_t>(properties, "CPUShares").value_or(UINT64_MAX) != UINT64_MAX)
    raw_limits_.erase("cpu.weight");
  for (const std::string& name : slices_up(unit_.slice)) ask_slice(name);
}

void Systemd::ask_slice(const std::string& name) {
  above_.push_back({.name = name});
  const std::size_t index = above_.size() - 1;
  ask_slice_group(path_of_name(units, name), [this, index](const std::string& own) { take_slice(index, own); });
}

void Systemd::take_slice(std::size_t index, const std::string& group) {
  if (!hierarchy_ || group.empty()) return;
  auto& slice = above_[index];
  slice.directory = directory_of(*hierarchy_, group);
  if (!slice.directory) return;
  const std::string prefix = group == "/" ? "" : group;
  for (const std::string& child : names_in(*slice.directory, true)) slice.children.push_back(prefix + "/" + child);
  ask_owners(slice.children);
}

void Systemd::ask_slice_group(const std::string& path, std::function<void(const std::string&)> use) {
  bus_.call<sdbus::Variant>(
      {service, path, properties_interface}, "Get",
      [use](const std::string& error, const sdbus::Variant& value) {
        if (error.empty() && value.containsValueOfType<std::string>()) use(valid_utf8(value.get<std::string>()));
      },
      std::string("org.freedesktop.systemd1.Slice"), std::string("ControlGroup"));
}

void Systemd::ask_owners(const std::vector<std::string>& groups) {
  for (const std::string& group : groups) {
    if (owners_.contains(group) || owners_.size() >= max_questions) continue;
    owners_[group].unknown = no_reply;
    const auto found = [this, group](const std::string& error, const sdbus::ObjectPath& path) {
      Owner& owner = owners_[group];
      owner.unknown = error.ends_with(".NoSuchUnit") ? "" : error;
      if (!error.empty()) return;
      owner.unit = name_of_path(path);
      // systemd answers with the nearest unit above; of a slice one has to know whether it is the group itself.
      if (!owner.unit.ends_with(".slice")) return;
      owner.unknown = no_reply;
      ask_slice_group(path, [&owner](const std::string& own) {
        owner.control_group = own;
        owner.unknown.clear();
      });
    };
    bus_.call<sdbus::ObjectPath>(manager_object, "GetUnitByControlGroup", found, group);
  }
}

std::string Systemd::owner(const std::string& group) const {
  const auto found = owners_.find(group);
  const std::string unknown = found == owners_.end() ? "too many control groups to ask" : found->second.unknown;
  if (!unknown.empty())
    throw std::runtime_error(fmt::format("systemd did not tell whose control group {} is ({})", group, unknown));
  const std::string& unit = found->second.unit;
  if (!unit.ends_with(".slice")) return unit;
  return found->second.control_group == group ? unit : "";
}

std::string Systemd::unit_group() const {
  const bool own = unit_known() && !unit_.name.ends_with(".slice") && unit_.control_group != "/";
  return own ? unit_.control_group : "";
}

bool means_no_unit(std::string_view error) {
  return error.ends_with(".NoUnitForPID") || error.ends_with(".NoSuchUnit");
}

evidence::Group<evidence::Unit> Systemd::unit(const evidence::Group<evidence::UnitCgroup>& group) const {
  // Belonging to no unit is a fact: the unit without a name.
  if (means_no_unit(unit_error_)) return evidence::Unit{};
  if (!unit_error_.empty())
    return evidence::Group<evidence::Unit>::absent(
        fmt::format("systemd did not tell the leader's unit ({}): is systemd PID 1 of this host?", unit_error_));
  evidence::Unit unit = unit_;
  if (group) unit.limits = limits_of(raw_limits_, group->attributes, static_cast<std::uint64_t>(::getpagesize()));
  return unit;
}

evidence::Group<std::vector<evidence::Slice>> Systemd::slices() const {
  using Slices = evidence::Group<std::vector<evidence::Slice>>;
  if (means_no_unit(unit_error_)) return std::vector<evidence::Slice>{};
  if (!unit_error_.empty()) return Slices::absent(fmt::format("the leader's unit is not known ({})", unit_error_));
  if (!hierarchy_) return Slices::absent("no control group hierarchy of systemd is mounted on this host");
  std::vector<evidence::Slice> found;
  for (const Above& slice : above_) {
    evidence::Slice facts{slice.name, false, {}};
    if (slice.directory) facts.delegate = delegate_attribute(*slice.directory) == "1";
    for (const std::string& child : slice.children)
      if (owner(child).empty() && facts.foreign_children.size() < max_foreign)
        facts.foreign_children.push_back(valid_utf8(child));
    found.push_back(std::move(facts));
  }
  return found;
}

}  // namespace conformance::runner::host
