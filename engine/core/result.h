#pragma once

#include <tl/expected.hpp>

#include "engine/core/message.h"

namespace belvedere {

/// What went wrong, in classes a caller can act on; the message says the rest.
enum class ErrorCode {
  InvalidArgument,  ///< the caller asked for something that cannot be (a usage error on the command line)
  NotFound,         ///< a file, layer or name that does not exist
  InvalidData,      ///< the input cannot be used as it is
  Unsupported,      ///< sound input of a kind or version that is not read
  LimitExceeded,    ///< a size, depth, time or memory limit was met
  Denied,           ///< consent or permission is missing
  Unavailable,      ///< a worker, device or service is not there (any more)
  Cancelled,        ///< stopped on request
  Io,               ///< reading or writing failed
  Internal          ///< our own fault
};

/// A failure: its class, what to tell the user, and where (file, element, line), empty if the message says it.
struct Error {
  ErrorCode code = ErrorCode::Internal;
  Message message;
  std::string where;
};

/// A value or the reason why there is none. No exception crosses a module: public functions that can fail return this.
template <class T>
using Result = tl::expected<T, Error>;

/// Success, or the reason why not.
using Status = Result<void>;

/// Makes the failure branch of a Result.
inline tl::unexpected<Error> fail(ErrorCode code, Message message, std::string where = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(where)});
}

}  // namespace belvedere
