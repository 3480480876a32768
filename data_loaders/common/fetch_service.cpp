#include "data_loaders/common/detail/fetch_service.h"

#include <algorithm>
#include <ctime>
#include <random>
#include <thread>

#include "data_loaders/common/limits.h"

namespace belvedere::loaders {
namespace {

constexpr MessageId kAddressRefused{"web-address-refused", N_("{address} is not a web address that can be read."),
                                    N_("Give http:// or https://, a host and a path, without a name or password.")};
constexpr MessageId kHostNotAllowed{"web-host-not-allowed", N_("{address} is on a host that was not allowed."),
                                    N_("Add it as a source of its own if you trust it.")};
constexpr MessageId kRedirectRefused{"web-redirect-refused",
                                     N_("{address} leads on to {target}, which is not followed."),
                                     N_("Give the new address if you trust it.")};
constexpr MessageId kHostUnknown{"web-host-unknown", N_("The host of {address} is not known."),
                                 N_("Check the address and the network connection.")};
constexpr MessageId kRefused{"web-refused", N_("No server answers at {address}."),
                             N_("The service may be down, or a firewall in between.")};
constexpr MessageId kTimeout{"web-timeout", N_("The server of {address} took too long to answer."),
                             N_("Try again later, or ask who runs it.")};
constexpr MessageId kNotTrusted{
    "web-tls", N_("The certificate of {address} is not trusted."),
    N_("Have the server's certificate put right, or install your authority's on this machine.")};
constexpr MessageId kCut{"web-cut", N_("The answer of {address} broke off."), N_("Try again later.")};
constexpr MessageId kTooLarge{"web-too-large", N_("{address} is larger than {most} MiB, more than is read."), {}};
constexpr MessageId kNotFound{"web-not-found", N_("{address} is not there (status {status})."),
                              N_("Check the address.")};
constexpr MessageId kDenied{"web-denied", N_("The server does not let us read {address} (status {status})."),
                            N_("Ask who runs it; services with a login are not read yet.")};
constexpr MessageId kStatus{"web-status", N_("The server of {address} answers with an error (status {status})."),
                            N_("Try again later, or ask who runs it.")};
constexpr MessageId kLastKnown{"web-last-known", N_("{host} does not answer; what it gave {age} ago is shown."),
                               N_("It is asked again by itself.")};

constexpr MessageId kNotADocument{"web-not-a-document", N_("{address} answers with a web page in place of data."),
                                  N_("Check the address; a network that wants a login answers so too.")};
constexpr MessageId kNotAPicture{"web-not-a-picture", N_("{address} answers with {type} in place of a picture."),
                                 N_("Ask who runs it; a network that wants a login answers so too.")};
constexpr MessageId kLastKnownUnfit{
    "web-last-known-unfit", N_("{host} answers with other than what is asked for; what it gave {age} ago is shown."),
    N_("It is asked again by itself.")};

constexpr MessageId kLastKnownUntrusted{
    "web-last-known-untrusted", N_("The certificate of {host} is not trusted; what it gave {age} ago is shown."),
    N_("Have the server's certificate put right, or install your authority's on this machine.")};

constexpr MessageId kNotKept{"web-cache-not-written", N_("What {address} gives cannot be kept in {folder}."),
                             N_("Make room there and see that you may write there, or set XDG_CACHE_HOME.")};

constexpr int kMostRedirects = 5;
constexpr int kMostTries = 3;
constexpr unsigned kLongestWaitSeconds = 10;  // within one request; longer ones let the last known state be shown
constexpr unsigned kLongestQuietSeconds = 60;
constexpr int kMostFaults = 3;  // of one address, before it is left alone
constexpr std::chrono::seconds kTroubleLife{60};

std::int64_t now() { return static_cast<std::int64_t>(std::time(nullptr)); }

Error say(ErrorCode code, const MessageId& id, const WebAddress& address, std::vector<MessageArgument> more = {}) {
  more.insert(more.begin(), {"address", address.shown()});
  return {code, Message(id, std::move(more)), {}};
}

/// Whether no server was there at all: one that answers, with whatever error, may have by now what it had not.
bool isSilence(const Error& error) {
  const std::string& key = error.message.key;
  return key == kHostUnknown.key || key == kRefused.key || key == kTimeout.key;
}

/// What a Content-Type names, in small letters; empty where it names nothing.
std::string mediaType(const std::string& contentType) {
  constexpr std::size_t kLongest = 80;
  constexpr std::string_view kSigns = "abcdefghijklmnopqrstuvwxyz0123456789/+-._";
  return contentType.substr(0, std::min(contentType.find_first_not_of(kSigns), kLongest));
}

/// What an answer is that is not what is wanted, in words; nothing where it may be.
std::optional<Error> misfit(const WebAddress& address, WantedContent wanted, const std::string& type) {
  const bool isPage = type == "text/html" || type == "application/xhtml+xml";
  const bool isPicture = type.empty() || type.starts_with("image/") || type.ends_with("/octet-stream");
  if (wanted == WantedContent::Picture && !isPicture) {
    return say(ErrorCode::InvalidData, kNotAPicture, address, {{"type", type}});
  }
  return wanted == WantedContent::Document && isPage
             ? std::optional(say(ErrorCode::InvalidData, kNotADocument, address))
             : std::nullopt;
}

/// Why the last known state is shown.
const MessageId& noticeOf(const Error& error) {
  const std::string& key = error.message.key;
  if (key == kNotTrusted.key) {
    return kLastKnownUntrusted;
  }
  const bool isUnfit = error.code == ErrorCode::InvalidData || key == kRedirectRefused.key;
  return isUnfit ? kLastKnownUnfit : kLastKnown;
}

/// "40 s", "12 min", "5 h", "3 d": units that French has too, but for the day, which is told in hours up to a week.
std::string ageText(std::int64_t seconds) {
  if (seconds < 120) {
    return std::to_string(std::max<std::int64_t>(0, seconds)) + " s";
  }
  return seconds < 7200 ? std::to_string(seconds / 60) + " min" : std::to_string(seconds / 3600) + " h";
}

std::chrono::milliseconds pause(int tries) {
  thread_local std::minstd_rand random{std::random_device()()};
  const int most = 500 << std::min(tries, 6);
  return std::chrono::milliseconds(most / 2 + std::uniform_int_distribution<int>(0, most / 2)(random));
}

}  // namespace

FetchService::FetchService(const ServicesOrder& order) : order_(order), store_(order.cacheFolder, order.cacheBytes) {}

bool FetchService::isAllowed(const WebAddress& address) const {
  return std::find(order_.origins.begin(), order_.origins.end(), address.origin()) != order_.origins.end();
}

bool FetchService::giveStored(const FetchAsk& wanted, const StoredAnswer& stored, FetchReply& reply) const {
  if (stored.isAbsent) {
    reply.error = say(ErrorCode::NotFound, kNotFound, *WebAddress::parse(stored.address), {{"status", "404"}});
    return true;
  }
  auto content = stored.size <= wanted.mostBytes ? store_.content(stored) : std::nullopt;
  if (!content) {
    return false;
  }
  if (wanted.wantsFile) {
    reply.file = store_.file(stored.address).string();
  } else {
    reply.bytes = std::move(*content);
  }
  return true;
}

void FetchService::giveLastKnown(const FetchAsk& wanted, const std::optional<StoredAnswer>& stored, Error error,
                                 FetchReply& reply) const {
  const auto address = WebAddress::parse(wanted.address);
  const bool isOfUse = stored && (!stored->isAbsent || isSilence(error));
  if (isOfUse && giveStored(wanted, *stored, reply)) {
    if (stored->isAbsent) {
      return;
    }
    reply.notice = Message(noticeOf(error), {{"host", address->host}, {"age", ageText(now() - stored->checkedAt)}});
    return;
  }
  reply.error = std::move(error);
}

FetchReply FetchService::fetch(const FetchAsk& wanted, HttpClient& client) {
  FetchReply reply;
  reply.id = wanted.id;
  const auto address = WebAddress::parse(wanted.address);
  if (!address) {
    reply.error =
        Error{ErrorCode::InvalidData, Message(kAddressRefused, {{"address", shownOfRefused(wanted.address)}}), {}};
    return reply;
  }
  if (!isAllowed(*address)) {
    reply.error = say(ErrorCode::Denied, kHostNotAllowed, *address);
    return reply;
  }
  const auto stored = store_.find(wanted.address);
  const bool isFresh = stored && (isChecked(wanted.address) || stored->freshUntil > now());
  if (isFresh && giveStored(wanted, *stored, reply)) {
    return reply;
  }
  auto reason = reasonForLeaving(wanted.address);
  reason = reason ? reason : reasonForQuiet(*address);
  if (reason) {
    giveLastKnown(wanted, stored, std::move(*reason), reply);
    return reply;
  }
  auto failure = askPatiently(*address, wanted, client, reply);
  if (failure && failure->isOfTheHost) {
    noteFailure(*address, *failure);
  } else if (!failure || !failure->isFault) {
    noteAnswer(*address, wanted.address, !failure);
  }
  if (!failure) {
    return reply;
  }
  if (failure->isOfTheHost || failure->isUnfit) {
    giveLastKnown(wanted, stored, std::move(failure->error), reply);
  } else {
    reply.error = std::move(failure->error);
  }
  return reply;
}

bool FetchService::isChecked(const std::string& address) {
  const std::lock_guard lock(mutex_);
  return checked_.contains(address);
}

void FetchService::noteChecked(const std::string& address) {
  const std::lock_guard lock(mutex_);
  checked_.insert(address);
}

std::optional<Error> FetchService::reasonForQuiet(const WebAddress& address) {
  const std::lock_guard lock(mutex_);
  const Host& host = hosts_[address.origin()];
  return Clock::now() < host.quietUntil ? std::optional(host.reason) : std::nullopt;
}

std::optional<Error> FetchService::reasonForLeaving(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto trouble = troubles_.find(address);
  if (trouble != troubles_.end() && Clock::now() >= trouble->second.until) {
    troubles_.erase(trouble);
    return std::nullopt;
  }
  return trouble != troubles_.end() ? trouble->second.reason : std::nullopt;
}

/// Where the server answered others since the address's first fault, the failure becomes the address's own.
void FetchService::noteFault(const WebAddress& address, const std::string& asked, Failure& failure) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t answers = hosts_[address.origin()].answers;
  Trouble& trouble = troubles_.try_emplace(asked, Trouble{0, answers, Clock::now() + kTroubleLife, {}}).first->second;
  if (++trouble.faults < kMostFaults || answers == trouble.answersBefore) {
    return;
  }
  failure.isOfTheHost = false;
  failure.isUnfit = failure.isFinal = true;
  failure.error.code = ErrorCode::InvalidData;
  trouble.reason = failure.error;
  trouble.until = Clock::now() + kTroubleLife;
}

void FetchService::noteAnswer(const WebAddress& address, const std::string& asked, bool isSuccess) {
  const std::lock_guard lock(mutex_);
  Host& host = hosts_[address.origin()];
  host.answers += 1;
  if (isSuccess) {
    host.failures = 0;
    troubles_.erase(asked);
  }
}

/// Requests that were on their way together fail together, and count once.
void FetchService::noteFailure(const WebAddress& address, const Failure& failure) {
  const std::lock_guard lock(mutex_);
  Host& host = hosts_[address.origin()];
  if (Clock::now() < host.quietUntil) {
    return;
  }
  const unsigned quiet = std::max(failure.waitSeconds, 2U << std::min(host.failures, 5));
  host.failures += 1;
  host.quietUntil = Clock::now() + std::chrono::seconds(std::min(quiet, kLongestQuietSeconds));
  host.reason = failure.error;
}

std::optional<FetchService::Failure> FetchService::askPatiently(const WebAddress& address, const FetchAsk& wanted,
                                                                HttpClient& client, FetchReply& reply) {
  std::optional<Failure> failure;
  for (int tries = 0; tries < kMostTries; ++tries) {
    failure = ask(address, wanted, client, reply);
    if (failure && failure->isFault) {
      noteFault(address, wanted.address, *failure);
    }
    if (!failure || failure->isFinal || failure->waitSeconds > kLongestWaitSeconds || tries + 1 == kMostTries) {
      return failure;
    }
    std::this_thread::sleep_for(failure->waitSeconds > 0 ? std::chrono::seconds(failure->waitSeconds) : pause(tries));
  }
  return failure;
}

/// One try, with the redirects it leads to.
std::optional<FetchService::Failure> FetchService::ask(const WebAddress& address, const FetchAsk& wanted,
                                                       HttpClient& client, FetchReply& reply) {
  WebAddress at = address;
  const auto stored = store_.find(wanted.address);
  const bool isKnown = stored && !stored->isAbsent && store_.content(*stored);
  for (int redirects = 0;; ++redirects) {
    HttpAnswer answer =
        client.get(at.text(), wanted.mostBytes, isKnown ? stored->entityTag : "", isKnown ? stored->lastModified : "");
    const bool isRedirect = answer.outcome == HttpAnswer::Outcome::Answered &&
                            (answer.status == 301 || answer.status == 302 || answer.status == 303 ||
                             answer.status == 307 || answer.status == 308);
    if (!isRedirect) {
      return take(at, wanted, std::move(answer), reply);
    }
    const auto target = at.resolve(answer.location);
    const bool isUpgrade = target && target->scheme == "https" && target->host == at.host;
    if (!target || redirects >= kMostRedirects || !(isAllowed(*target) || isUpgrade)) {
      const std::string shown = answer.location.substr(0, std::min<std::size_t>(answer.location.find('?'), 120));
      return Failure{say(ErrorCode::Denied, kRedirectRefused, at, {{"target", shown}}), true, false, false, true};
    }
    at = *target;
  }
}

std::optional<FetchService::Failure> FetchService::take(const WebAddress& address, const FetchAsk& wanted,
                                                        HttpAnswer answer, FetchReply& reply) {
  using Outcome = HttpAnswer::Outcome;
  const std::string status = std::to_string(answer.status);
  switch (answer.outcome) {
    case Outcome::HostUnknown:
      return Failure{say(ErrorCode::Unavailable, kHostUnknown, address), true, true};
    case Outcome::Refused:
      return Failure{say(ErrorCode::Unavailable, kRefused, address), true, true};
    case Outcome::TimedOut:
      return Failure{say(ErrorCode::Unavailable, kTimeout, address), true, true};
    case Outcome::NotTrusted:
      return Failure{say(ErrorCode::Unavailable, kNotTrusted, address), true, true};
    case Outcome::Cut:
      return Failure{say(ErrorCode::Unavailable, kCut, address), false, true};
    case Outcome::TooLarge:
      return Failure{
          say(ErrorCode::LimitExceeded, kTooLarge, address, {{"most", std::to_string(wanted.mostBytes >> 20U)}})};
    case Outcome::Answered:
      break;
  }
  const bool isContent = answer.status >= 200 && answer.status < 300;
  if (auto error = isContent ? misfit(address, wanted.content, mediaType(answer.contentType)) : std::nullopt) {
    return Failure{std::move(*error), true, false, false, true};
  }
  if (answer.status == 304 || isContent) {
    return takeContent(address, wanted, std::move(answer), reply);
  }
  if (answer.status == 404 || answer.status == 410) {
    store_.keepAbsent(wanted.address, now());
    noteChecked(wanted.address);
    return Failure{say(ErrorCode::NotFound, kNotFound, address, {{"status", status}})};
  }
  if (answer.status == 401 || answer.status == 403 || answer.status == 407) {
    return Failure{say(ErrorCode::Denied, kDenied, address, {{"status", status}})};
  }
  const bool isPassing = answer.status == 408 || answer.status == 425 || answer.status == 429 || answer.status >= 500;
  const ErrorCode code = isPassing ? ErrorCode::Unavailable : ErrorCode::InvalidData;
  return Failure{say(code, kStatus, address, {{"status", status}}),
                 !isPassing,
                 isPassing,
                 answer.status >= 500,
                 false,
                 answer.retrySeconds.value_or(0)};
}

std::optional<FetchService::Failure> FetchService::takeContent(const WebAddress& address, const FetchAsk& wanted,
                                                               HttpAnswer answer, FetchReply& reply) {
  StoredAnswer stored = store_.find(wanted.address).value_or(StoredAnswer());
  stored.address = wanted.address;
  stored.checkedAt = now();
  stored.freshUntil = now() + std::min(answer.freshSeconds.value_or(0), 30U * 24 * 3600);
  if (answer.status == 304) {
    noteChecked(wanted.address);
    store_.touch(stored);
    return giveStored(wanted, stored, reply)
               ? std::nullopt
               : std::optional(Failure{say(ErrorCode::Unavailable, kCut, address), true, false});
  }
  stored.entityTag = answer.entityTag;
  stored.lastModified = answer.lastModified;
  if (store_.keep(stored, answer.body)) {
    noteChecked(wanted.address);
  } else if (wanted.wantsFile) {
    return Failure{say(ErrorCode::Io, kNotKept, address, {{"folder", order_.cacheFolder}})};
  }
  reply.bytes = wanted.wantsFile ? std::string() : std::move(answer.body);
  reply.file = wanted.wantsFile ? store_.file(wanted.address).string() : std::string();
  return std::nullopt;
}

}  // namespace belvedere::loaders
