#include "engine/core/diagnostics.h"

#include <algorithm>

namespace belvedere {
namespace {

Diagnostic* findIn(std::vector<Diagnostic>& items, std::string_view key) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const Diagnostic& item) { return item.message.key == key; });
  return found == items.end() ? nullptr : &*found;
}

void addPlace(Diagnostic& item, std::string where) {
  if (!where.empty() && item.where.size() < Diagnostics::kMaxPlaces) {
    item.where.push_back(std::move(where));
  }
}

}  // namespace

std::string_view severityName(Severity severity) {
  switch (severity) {
    case Severity::Info:
      return "info";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      break;
  }
  return "error";
}

void Diagnostics::add(Severity severity, Message message, std::string where) {
  if (Diagnostic* known = findIn(items_, message.key)) {
    ++known->count;
    addPlace(*known, std::move(where));
    return;
  }
  Diagnostic item{severity, std::move(message), {}, 1};
  addPlace(item, std::move(where));
  items_.push_back(std::move(item));
}

void Diagnostics::merge(const Diagnostics& other) {
  for (const Diagnostic& item : other.items_) {
    Diagnostic* known = findIn(items_, item.message.key);
    if (known == nullptr) {
      items_.push_back(item);
      continue;
    }
    known->count += item.count;
    for (const std::string& place : item.where) {
      addPlace(*known, place);
    }
  }
}

const Diagnostic* Diagnostics::find(std::string_view key) const {
  for (const Diagnostic& item : items_) {
    if (item.message.key == key) {
      return &item;
    }
  }
  return nullptr;
}

}  // namespace belvedere
