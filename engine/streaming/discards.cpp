#include "engine/streaming/discards.h"

namespace belvedere::streaming {

Discards::~Discards() { work(std::chrono::steady_clock::time_point::max()); }

void Discards::work(std::chrono::steady_clock::time_point deadline) {
  for (bool isFirst = true; !tiles_.empty() && (isFirst || std::chrono::steady_clock::now() < deadline);
       isFirst = false) {
    sink_.detach(tiles_.front());
    tiles_.pop_front();
  }
}

}  // namespace belvedere::streaming
