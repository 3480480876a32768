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

std::vector<std::byte> noteOf(std::uint64_t cell, std::vector<BakedTile>& tiles) {
  BinaryWriter body;
  body(cell, tiles);
  const NoteHead head{body.bytes().size(), hashOf(body.bytes())};
  std::vector<std::byte> note(sizeof(head));
  std::memcpy(note.data(), &head, sizeof(head));
  note.insert(note.end(), body.bytes().begin(), body.bytes().end());
  return note;
}

std::map<std::uint64_t, std::vector<BakedTile>> notesIn(std::span<const std::byte> rest) {
  std::map<std::uint64_t, std::vector<BakedTile>> notes;
  NoteHead head;
  while (rest.size() >= sizeof(head)) {
    std::memcpy(&head, rest.data(), sizeof(head));
    rest = rest.subspan(sizeof(head));
    if (head.bytes > rest.size() || hashOf(rest.first(head.bytes)) != head.hash) {
      break;
    }
    BinaryReader reader(rest.first(head.bytes));
    std::uint64_t cell = 0;
    std::vector<BakedTile> tiles;
    reader(cell, tiles);
    if (!reader.isComplete()) {
      break;
    }
    notes[cell] = std::move(tiles);
    rest = rest.subspan(head.bytes);
  }
  return notes;
}

}  // namespace

Result<BakeJournal> BakeJournal::open(const std::filesystem::path& path) {
  std::map<std::uint64_t, std::vector<BakedTile>> known;
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
  for (auto& [cell, tiles] : known) {
    if (auto status = journal.add(cell, tiles); !status) {
      return tl::unexpected(status.error());
    }
  }
  journal.known_ = std::move(known);
  return journal;
}

std::optional<std::vector<BakedTile>> BakeJournal::find(std::uint64_t cell) const {
  const auto found = known_.find(cell);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

Status BakeJournal::add(std::uint64_t cell, std::vector<BakedTile>& tiles) { return file_.append(noteOf(cell, tiles)); }

}  // namespace belvedere::tiling
