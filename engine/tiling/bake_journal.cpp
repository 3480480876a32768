#include "engine/tiling/detail/bake_journal.h"

#include <algorithm>
#include <cstring>
#include <tuple>

#include "engine/core/binary_archive.h"

namespace belvedere::tiling::detail {

namespace {

constexpr std::uint64_t kMagic = 0x4C4E524A2D564C42;  // "BLV-JRNL"
constexpr std::uint64_t kMostJournalBytes = std::uint64_t{1} << 30U;
constexpr std::string_view kName = "journal";
constexpr std::string_view kOf = "-of-";
constexpr std::string_view kEnd = ".bin";

struct JournalHead {
  std::uint64_t magic = kMagic;
  ContentHash stage;
  std::uint32_t index = 0;
  std::uint32_t count = 1;
  friend bool operator==(const JournalHead&, const JournalHead&) = default;
};
static_assert(sizeof(JournalHead) == 32, "is written as it lies in memory: no padding");

/// Ahead of each note.
struct NoteHead {
  std::uint64_t bytes = 0;
  ContentHash hash;
};

JournalHead headOf(const ContentHash& stage, const BakeShare& share) {
  return {kMagic, stage, share.index, share.count};
}

std::vector<std::byte> bytesOf(std::uint64_t job, BakeNote& note) {
  BinaryWriter body;
  body(job, note);
  const NoteHead head{body.bytes().size(), hashOf(body.bytes())};
  std::vector<std::byte> bytes(sizeof(head) + body.bytes().size());
  std::memcpy(bytes.data(), &head, sizeof(head));
  std::copy(body.bytes().begin(), body.bytes().end(), bytes.begin() + sizeof(head));
  return bytes;
}

BakeNotes notesIn(std::span<const std::byte> rest) {
  BakeNotes notes;
  NoteHead head;
  while (rest.size() >= sizeof(head)) {
    std::memcpy(&head, rest.data(), sizeof(head));
    rest = rest.subspan(sizeof(head));
    if (head.bytes > rest.size() || hashOf(rest.first(head.bytes)) != head.hash) {
      break;
    }
    BinaryReader reader(rest.first(head.bytes));
    std::uint64_t job = 0;
    BakeNote note;
    reader(job, note);
    if (!reader.isComplete()) {
      break;
    }
    notes[job] = std::move(note);
    rest = rest.subspan(head.bytes);
  }
  return notes;
}

std::optional<BakeShare> shareOfName(std::string_view name) {
  if (!name.starts_with(kName) || !name.ends_with(kEnd)) {
    return std::nullopt;
  }
  name = name.substr(kName.size(), name.size() - kName.size() - kEnd.size());
  const std::size_t of = name.find(kOf);
  if (name.empty()) {
    return BakeShare();
  }
  if (!name.starts_with("-") || of == std::string_view::npos) {
    return std::nullopt;
  }
  return shareFromText(std::string(name.substr(1, of - 1)) + "/" + std::string(name.substr(of + kOf.size())));
}

}  // namespace

std::string journalName(const BakeShare& share) {
  const std::string number =
      share.isWhole() ? "" : "-" + std::to_string(share.index + 1) + std::string(kOf) + std::to_string(share.count);
  return std::string(kName) + number + std::string(kEnd);
}

std::vector<BakeShare> journalsIn(const std::filesystem::path& folder) {
  std::vector<BakeShare> shares;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(folder, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (const auto share = shareOfName(entry->path().filename().string())) {
      shares.push_back(*share);
    }
  }
  std::sort(shares.begin(), shares.end(), [](const BakeShare& a, const BakeShare& b) {
    return std::tuple(a.count, a.index) < std::tuple(b.count, b.index);
  });
  return shares;
}

FoundJournal readJournal(const std::filesystem::path& folder, const ContentHash& stage, const BakeShare& share) {
  FoundJournal found;
  found.isForeign = true;
  const auto file = BakeFile::open(folder / journalName(share));
  if (!file || file->size() > kMostJournalBytes) {
    return found;
  }
  if (file->size() < sizeof(JournalHead)) {  // begun a moment ago, or never more than begun
    found.isForeign = false;
    return found;
  }
  std::vector<std::byte> bytes(file->size());
  JournalHead head;
  if (!file->readAt(0, bytes)) {
    return found;
  }
  std::memcpy(&head, bytes.data(), sizeof(head));
  found.isForeign = head != headOf(stage, share);
  if (!found.isForeign) {
    found.notes = notesIn(std::span(bytes).subspan(sizeof(head)));
  }
  return found;
}

Result<BakeJournal> BakeJournal::open(const std::filesystem::path& folder, const ContentHash& stage,
                                      const BakeShare& share) {
  FoundJournal old = readJournal(folder, stage, share);
  const JournalHead head = headOf(stage, share);
  std::vector<std::byte> sound(sizeof(head));
  std::memcpy(sound.data(), &head, sizeof(head));
  for (auto& [job, note] : old.notes) {
    const std::vector<std::byte> bytes = bytesOf(job, note);
    sound.insert(sound.end(), bytes.begin(), bytes.end());
  }
  const std::filesystem::path path = folder / journalName(share);
  if (auto status = writeBakeFile(path, sound); !status) {
    return tl::unexpected(status.error());
  }
  auto file = BakeFile::openToAppend(path);
  return file ? Result<BakeJournal>(BakeJournal(std::move(*file))) : tl::unexpected(file.error());
}

Status BakeJournal::add(std::uint64_t job, BakeNote& note) { return file_.append(bytesOf(job, note)); }

}  // namespace belvedere::tiling::detail
