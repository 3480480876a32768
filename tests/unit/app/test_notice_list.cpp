#include <catch2/catch.hpp>

#include "engine/app/detail/notice_list.h"

using namespace belvedere;
using namespace belvedere::app;
using std::chrono::seconds;

namespace {

const NoticeList::Clock::time_point kStart{};

ui::Notice notice(Severity severity, const std::string& text) { return {severity, text, {}}; }

}  // namespace

TEST_CASE("What informs goes by itself after eight seconds, what is wrong stays until it is closed") {
  NoticeList list;
  list.add(notice(Severity::Info, "saved"), kStart);
  list.add(notice(Severity::Error, "not saved"), kStart);
  CHECK(list.secondsToNext(kStart + seconds(5)).value() == Approx(3.0));
  CHECK_FALSE(list.expire(kStart + seconds(7)));
  CHECK(list.expire(kStart + seconds(8)));
  REQUIRE(list.notices().size() == 1);
  CHECK(list.notices()[0].text == "not saved");
  CHECK_FALSE(list.secondsToNext(kStart + seconds(9)).has_value());
  CHECK_FALSE(list.expire(kStart + seconds(3600)));
  list.dismiss(7);
  list.dismiss(0);
  CHECK(list.isEmpty());
}

TEST_CASE("The same sentence is shown once, and four at most") {
  NoticeList list;
  for (const char* text : {"a", "b", "c", "d", "b", "e"}) {
    list.add(notice(Severity::Info, text), kStart);
  }
  std::string shown;
  for (const ui::Notice& kept : list.notices()) {
    shown += kept.text;
  }
  CHECK(shown == "cdbe");
}
