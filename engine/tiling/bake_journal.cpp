#include "engine/tiling/detail/bake_journal.h"

#include <cstring>

#include "engine/core/binary_archive.h"

namespace belvedere::tiling {

namespace {

/// Ahead of each note.
struct NoteHead {
  std::uint64_t bytes = 0;
  ContentHash hash;
};

constexpr std::uint64_t kMostJournalBytes = std::uint64_t{1} << 30U;

std::vector<std::byte> bytesOf(std::uint64_t node, BakeNote& note) {
  BinaryWriter body;
  body(node, note);
  const NoteHead head{body.bytes().size(), hashOf(body.bytes())};
  std::vector<std::byte> bytes(sizeof(head));
  std::memcpy(bytes.data(), &head, sizeof(head));
  bytes.insert(bytes.end(), body.bytes().begin(), body.bytes().end());
  return bytes;
}

std::map<std::uint64_t, BakeNote> notesIn(std::span<const std::byte> rest) {
  std::map<std::uint64_t, BakeNote> notes;
  NoteHead head;
  while (rest.size() >= sizeof(head)) {
    std::memcpy(&head, rest.data(), sizeof(head));
    rest = rest.subspan(sizeof(head));
    if (head.bytes > rest.size() || hashOf(rest.first(head.bytes)) != head.hash) {
      break;
    }
    BinaryReader reader(rest.first(head.bytes));
    std::uint64_t node = 0;
    BakeNote note;
    reader(node, note);
    if (!reader.isComplete()) {
      break;
    }
    notes[node] = std::move(note);
    rest = rest.subspan(head.bytes);
  }
  return notes;
}

}  // namespace

Result<BakeJournal> BakeJournal::open(const std::filesystem::path& path) {
  std::map<std::uint64_t, BakeNote> known;
  if (const auto old = BakeFile::open(path); old && old->size() <= kMostJournalBytes) {
    std::vector<std::byte> bytes(old->size());
    if (old->readAt(0, bytes)) {
      known = notesIn(bytes);
    }
  }
  auto file = BakeFile::create(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  BakeJournal journal(std::move(*file));
  for (auto& [node, note] : known) {
    if (auto status = journal.add(node, note); !status) {
      return tl::unexpected(status.error());
    }
  }
  journal.known_ = std::move(known);
  return journal;
}

std::optional<BakeNote> BakeJournal::find(std::uint64_t node) const {
  const auto found = known_.find(node);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

Status BakeJournal::add(std::uint64_t node, BakeNote& note) { return file_.append(bytesOf(node, note)); }

}  // namespace belvedere::tiling
