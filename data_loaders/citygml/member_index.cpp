#include "data_loaders/citygml/member_index.h"

#include <algorithm>
#include <cstring>

#include "data_loaders/citygml/messages.h"
#include "data_loaders/citygml/xml_cursor.h"
#include "data_loaders/common/limits.h"
#include "engine/core/common_messages.h"

namespace belvedere::loaders::citygml {
namespace {

constexpr std::size_t kChunks = 64;  // at least, so that many threads have something to do
constexpr std::size_t kLargestChunk = std::size_t{8} << 20U;
constexpr std::size_t kSmallestChunk = std::size_t{128} << 10U;
constexpr std::size_t kHugeMember = std::size_t{32} << 20U;
constexpr std::size_t kThemes = 64;

class Indexer {
 public:
  Indexer(const Document& document, const std::stop_token& stop, const ProgressSink& progress)
      : document_(document),
        stop_(stop),
        progress_(progress),
        begin_(document.text().data()),
        end_(begin_ + document.text().size()),
        chunkBytes_(std::clamp(document.text().size() / kChunks, kSmallestChunk, kLargestChunk)) {}

  Result<MemberIndex> run() {
    const char* at = begin_ + document_.root().contentOffset;
    chunkBegin_ = at;
    while (!isClosed_) {
      const auto* open =
          at < end_ ? static_cast<const char*>(std::memchr(at, '<', static_cast<std::size_t>(end_ - at))) : nullptr;
      if (open == nullptr || end_ - open < 2) {
        finishCut();
        break;
      }
      if (open[1] == '/') {
        at = closeTag(open);
      } else if (open[1] == '!' || open[1] == '?') {
        if (std::string_view(open, static_cast<std::size_t>(end_ - open)).starts_with("<!DOCTYPE")) {
          return fail(ErrorCode::InvalidData, Message(kDoctypeRefused, {{"file", fileName()}}));
        }
        at = behindXmlMarkup(open, end_);
      } else {
        at = openTag(open);
      }
      if (depth_ > static_cast<std::size_t>(loaders::limits::kNesting)) {
        return fail(ErrorCode::LimitExceeded,
                    Message(kTooDeep, {{"file", fileName()}, {"limit", std::to_string(loaders::limits::kNesting)}}));
      }
    }
    if (stop_.stop_requested()) {
      return fail(ErrorCode::Cancelled, kCancelled);
    }
    finishChunk(end_);
    if (index_.chunks.empty() && isCut_) {
      return fail(ErrorCode::InvalidData, Message(kTruncatedHeader, {{"file", fileName()}}));
    }
    findSrsName();
    return std::move(index_);
  }

 private:
  std::string fileName() const { return document_.path().filename().string(); }

  const char* openTag(const char* open) {
    const char* close = findTagEnd(open + 1, end_);
    if (close == end_) {
      return end_;
    }
    const std::string_view inside(open + 1, static_cast<std::size_t>(close - open - 1));
    if (depth_ > top_ && inside == memberName_) {  // members do not nest: the one before lacks an end tag
      noteUnbalanced(memberBegin_);
      depth_ = top_;
      finishChunk(open);
    }
    const bool isEmpty = close[-1] == '/';
    if (depth_ == top_) {
      beginMember(open, inside, isEmpty);
    } else if (close[-1] == 'e' && inside.size() >= 5 && inside.ends_with("theme") && !isEmpty) {
      readTheme(close + 1);
    }
    depth_ += isEmpty ? 0 : 1;
    return close + 1;
  }

  void beginMember(const char* open, std::string_view inside, bool isEmpty) {
    std::string_view name = inside.substr(0, inside.find_first_of(" \t\r\n/"));
    const std::string_view local = name.substr(name.find(':') == std::string_view::npos ? 0 : name.find(':') + 1);
    if ((local == "featureMembers" || local == "cityObjectMembers") && !isEmpty && top_ == 1) {
      finishChunk(open);
      chunkBegin_ = open + 1 + inside.size() + 1;
      top_ = 2;
      return;
    }
    if (local == "appearanceMember" || local == "Appearance") {
      index_.appearances.push_back(open);
    } else if (local == "featureMember" || local == "member") {
      noteFeatureMember(open, inside);
    }
    if (local.ends_with("ember")) {
      memberName_ = name;
    }
    memberBegin_ = open;
  }

  // Generic members hold anything, appearances included.
  void noteFeatureMember(const char* open, std::string_view inside) {
    XmlCursor cursor(open, std::min(end_, open + inside.size() + 512));
    if (cursor.nextChild() && cursor.nextChild() && cursor.tag().name == "Appearance") {
      index_.appearances.push_back(open);
    }
  }

  const char* closeTag(const char* open) {
    const auto* close = static_cast<const char*>(std::memchr(open, '>', static_cast<std::size_t>(end_ - open)));
    if (close == nullptr) {
      return end_;
    }
    if (depth_ == top_) {
      return closeContainer(open, close);
    }
    if (--depth_ == top_) {
      finishMember(close + 1);
    }
    return close + 1;
  }

  const char* closeContainer(const char* open, const char* close) {
    const std::string_view name(open + 2, static_cast<std::size_t>(close - open - 2));
    const bool isRoot = name.starts_with(document_.root().name);
    if (top_ == 2 && !isRoot && name.find("embers") != std::string_view::npos) {
      finishChunk(open);
      chunkBegin_ = close + 1;
      top_ = 1;
      depth_ = 1;
    } else if (isRoot) {
      finishChunk(open);
      isClosed_ = true;
    } else {
      noteUnbalanced(open);
      finishChunk(open);
      chunkBegin_ = close + 1;
    }
    return close + 1;
  }

  void finishMember(const char* end) {
    if (static_cast<std::size_t>(end - memberBegin_) >= kHugeMember) {
      finishChunk(memberBegin_);
      index_.chunks.push_back({memberBegin_, end, true});
      chunkBegin_ = end;
    } else if (static_cast<std::size_t>(end - chunkBegin_) >= chunkBytes_) {
      document_.release({chunkBegin_, static_cast<std::size_t>(end - chunkBegin_)});
      finishChunk(end);
      isClosed_ = stop_.stop_requested();
      if (progress_) {
        progress_({kIndexing, 0.2 * static_cast<double>(end - begin_) / static_cast<double>(end_ - begin_)});
      }
    }
  }

  void finishChunk(const char* end) {
    if (end > chunkBegin_ && std::memchr(chunkBegin_, '<', static_cast<std::size_t>(end - chunkBegin_)) != nullptr) {
      index_.chunks.push_back({chunkBegin_, end, static_cast<std::size_t>(end - chunkBegin_) >= kHugeMember});
    }
    chunkBegin_ = end;
  }

  // The end came before the root's end tag. A member that has begun is not whole.
  void finishCut() {
    isCut_ = true;
    index_.diagnostics.add(Severity::Warning, kTruncated, std::to_string(end_ - begin_));
    if (depth_ > top_ && memberBegin_ != nullptr) {
      finishChunk(memberBegin_);
      chunkBegin_ = end_;
    }
  }

  void noteUnbalanced(const char* at) {
    index_.diagnostics.add(Severity::Warning, kUnbalanced, std::to_string(at - begin_));
  }

  void readTheme(const char* from) {
    const auto* open = static_cast<const char*>(std::memchr(from, '<', static_cast<std::size_t>(end_ - from)));
    if (open == nullptr || index_.themes.size() >= kThemes) {
      return;
    }
    const std::string_view raw = trimmedXml({from, static_cast<std::size_t>(open - from)});
    if (raw == lastTheme_) {
      return;
    }
    lastTheme_ = raw;
    std::string theme(raw);
    if (!theme.empty() && std::find(index_.themes.begin(), index_.themes.end(), theme) == index_.themes.end()) {
      index_.themes.push_back(std::move(theme));
    }
  }

  void findSrsName() {
    const std::string_view text(begin_, static_cast<std::size_t>(end_ - begin_));
    constexpr std::string_view kAttribute = "srsName=";
    const auto* found = static_cast<const char*>(memmem(begin_, text.size(), kAttribute.data(), kAttribute.size()));
    if (found == nullptr || end_ - found < 16) {
      return;
    }
    const char* value = found + kAttribute.size() + 1;
    const auto* closing =
        static_cast<const char*>(std::memchr(value, value[-1], static_cast<std::size_t>(end_ - value)));
    if (closing != nullptr) {
      bool isDamaged = false;
      std::string scratch;
      const std::string_view raw(value, static_cast<std::size_t>(closing - value));
      index_.srsName = decodeXmlText(raw.substr(0, 4096), document_.encoding(), scratch, isDamaged);
    }
  }

  const Document& document_;
  const std::stop_token& stop_;
  const ProgressSink& progress_;
  const char* begin_;
  const char* end_;
  std::size_t chunkBytes_;
  MemberIndex index_;
  std::size_t depth_ = 1;  // open elements; the root is open
  std::size_t top_ = 1;    // the depth at which members begin
  const char* chunkBegin_ = nullptr;
  const char* memberBegin_ = nullptr;
  std::string_view memberName_;
  std::string_view lastTheme_;
  bool isClosed_ = false;
  bool isCut_ = false;
};

}  // namespace

Result<MemberIndex> indexMembers(const Document& document, const std::stop_token& stop, const ProgressSink& progress) {
  return Indexer(document, stop, progress).run();
}

}  // namespace belvedere::loaders::citygml
