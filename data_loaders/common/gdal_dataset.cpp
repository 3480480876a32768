#include "data_loaders/common/detail/gdal_dataset.h"

#include <array>
#include <cpl_error.h>

namespace belvedere::loaders {
namespace {

constexpr MessageId kFileNotOpened{"file-not-opened", N_("{file} cannot be opened as {format}: {reason}"),
                                   N_("The file may be cut or damaged; download or export it again.")};
constexpr MessageId kGdalFailure{"gdal-failure", N_("A part could not be read: {reason}")};
constexpr MessageId kGdalWarning{"gdal-warning", N_("Noted while reading: {reason}")};

constexpr std::size_t kMostMessages = 20;

}  // namespace

GdalErrorScope::GdalErrorScope() { CPLPushErrorHandlerEx(receive, this); }

GdalErrorScope::~GdalErrorScope() { CPLPopErrorHandler(); }

void GdalErrorScope::receive(CPLErr severity, CPLErrorNum /*number*/, const char* text) {
  auto& scope = *static_cast<GdalErrorScope*>(CPLGetErrorHandlerUserData());
  auto& list = severity >= CE_Failure ? scope.failures_ : scope.warnings_;
  if (severity >= CE_Warning && list.size() < kMostMessages) {
    list.emplace_back(text != nullptr ? text : "");
  }
}

void GdalErrorScope::clear() {
  failures_.clear();
  warnings_.clear();
}

void GdalErrorScope::addTo(Diagnostics& diagnostics, const std::string& where) const {
  for (const std::string& failure : failures_) {
    diagnostics.add(Severity::Warning, Message(kGdalFailure, {{"reason", failure}}), where);
  }
  for (const std::string& warning : warnings_) {
    diagnostics.add(Severity::Info, Message(kGdalWarning, {{"reason", warning}}), where);
  }
}

Result<GdalDatasetHandle> openGdalDataset(const std::string& name, const char* driver, unsigned flags,
                                          const std::vector<std::string>& options) {
  const GdalErrorScope errors;
  const std::array<const char*, 2> drivers = {driver, nullptr};
  std::vector<const char*> optionList;
  optionList.reserve(options.size() + 1);
  for (const std::string& option : options) {
    optionList.push_back(option.c_str());
  }
  optionList.push_back(nullptr);
  GdalDatasetHandle dataset(GDALDataset::Open(name.c_str(), flags | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                                              drivers.data(), optionList.data(), nullptr));
  if (!dataset) {
    const std::string file = std::filesystem::path(name).filename().string();
    return fail(ErrorCode::InvalidData,
                Message(kFileNotOpened, {{"file", file}, {"format", driver}, {"reason", errors.reason()}}));
  }
  return dataset;
}

}  // namespace belvedere::loaders
