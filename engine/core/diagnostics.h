#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/core/message.h"

namespace belvedere {

enum class Severity { Info, Warning, Error };

/// The JSON name of a severity: "info", "warning", "error".
std::string_view severityName(Severity severity);

/// All findings of one kind in one source: the first message in full, how often it happened, and where at first.
struct Diagnostic {
  Severity severity = Severity::Warning;
  Message message;
  std::vector<std::string> where;  ///< the first kMaxPlaces places (feature ids, lines), in order of appearance
  std::size_t count = 1;
};

/// Findings gathered while good data is kept and bad data is left out; grouped by message key, so that a file with a
/// million bad rings costs one entry. Not thread-safe: one per reader, merged afterwards.
class Diagnostics {
 public:
  static constexpr std::size_t kMaxPlaces = 20;

  void add(Severity severity, Message message, std::string where = {});
  void merge(const Diagnostics& other);

  const std::vector<Diagnostic>& items() const { return items_; }
  std::vector<Diagnostic>& items() { return items_; }
  bool isEmpty() const { return items_.empty(); }

  /// The entry with this key, or nullptr.
  const Diagnostic* find(std::string_view key) const;

 private:
  std::vector<Diagnostic> items_;
};

}  // namespace belvedere
