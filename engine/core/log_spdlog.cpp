#include "engine/core/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>
#include <string>

namespace belvedere {
namespace {

spdlog::level::level_enum toSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::Error:
      return spdlog::level::err;
    case LogLevel::Warning:
      return spdlog::level::warn;
    case LogLevel::Info:
      return spdlog::level::info;
    case LogLevel::Debug:
      break;
  }
  return spdlog::level::debug;
}

// The one place through which every line goes: what must not be written is taken out here.
std::string cleaned(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      out += "\xEF\xBF\xBD";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

struct Log::Data {
  spdlog::logger logger;
};

LogLevel logLevelFor(int verboseCount) {
  return verboseCount <= 0 ? LogLevel::Warning : verboseCount == 1 ? LogLevel::Info : LogLevel::Debug;
}

Log::Log(LogLevel most, std::ostream& out)
    : data_(std::make_unique<Data>(
          Data{spdlog::logger("belvedere", std::make_shared<spdlog::sinks::ostream_sink_mt>(out, true))})) {
  data_->logger.set_level(toSpdlog(most));
  data_->logger.set_pattern("%H:%M:%S.%e %l: %v");
}

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view text) const {
  if (data_->logger.should_log(toSpdlog(level))) {
    data_->logger.log(toSpdlog(level), spdlog::string_view_t(cleaned(text)));
  }
}

}  // namespace belvedere
