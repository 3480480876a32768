#include "engine/app/detail/notice_list.h"

#include <algorithm>

namespace belvedere::app {
namespace {

constexpr std::size_t kMost = 4;
constexpr auto kShown = std::chrono::seconds(8);

}  // namespace

void NoticeList::add(ui::Notice notice, Clock::time_point now) {
  std::erase_if(kept_, [&](const Kept& kept) { return kept.notice.text == notice.text; });
  if (kept_.size() >= kMost) {
    kept_.erase(kept_.begin());
  }
  const bool isPassing = notice.severity == Severity::Info;
  kept_.push_back({std::move(notice), isPassing ? now + kShown : Clock::time_point::max()});
}

void NoticeList::dismiss(std::size_t index) {
  if (index < kept_.size()) {
    kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(index));
  }
}

bool NoticeList::expire(Clock::time_point now) {
  return std::erase_if(kept_, [&](const Kept& kept) { return kept.until <= now; }) > 0;
}

std::optional<double> NoticeList::secondsToNext(Clock::time_point now) const {
  std::optional<double> seconds;
  for (const Kept& kept : kept_) {
    if (kept.until != Clock::time_point::max()) {
      const double left = std::max(0.0, std::chrono::duration<double>(kept.until - now).count());
      seconds = std::min(seconds.value_or(left), left);
    }
  }
  return seconds;
}

std::vector<ui::Notice> NoticeList::notices() const {
  std::vector<ui::Notice> notices;
  notices.reserve(kept_.size());
  for (const Kept& kept : kept_) {
    notices.push_back(kept.notice);
  }
  return notices;
}

}  // namespace belvedere::app
