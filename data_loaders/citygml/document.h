#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "data_loaders/citygml/xml_cursor.h"
#include "data_loaders/citygml/xml_text.h"
#include "data_loaders/common/mapped_file.h"
#include "engine/core/result.h"

namespace belvedere::loaders::citygml {

/// What the first element of a document says.
struct DocumentRoot {
  std::string_view name;          ///< with prefix, as written
  std::string version;            ///< "1.0", "2.0", "3.0" or one that is not known; empty: no CityGML namespace
  std::size_t contentOffset = 0;  ///< behind the root's start tag
};

/// A CityGML document in memory: the mapped file, or its UTF-8 form where it is UTF-16. Immutable; any thread.
class Document {
 public:
  /// Looks at the beginning only. Fails with InvalidData ("xml-doctype-refused", "citygml-not-a-city-model",
  /// "xml-truncated-header"), Unsupported ("xml-encoding-unsupported") or as MappedFile::open does.
  static Result<Document> open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  std::string_view text() const { return text_.empty() ? file_.text() : std::string_view(text_); }
  /// A part of the text is not needed for now: large files are not to fill the memory as they are read.
  void release(std::string_view part) const;
  TextEncoding encoding() const { return encoding_; }
  const DocumentRoot& root() const { return root_; }

 private:
  Document(std::filesystem::path path, MappedFile file) : path_(std::move(path)), file_(std::move(file)) {}
  Status readHead();
  Status readEncoding(std::string_view declaration);

  std::filesystem::path path_;
  MappedFile file_;
  std::string text_;
  TextEncoding encoding_ = TextEncoding::Utf8;
  DocumentRoot root_;
};

/// The version of CityGML that a start tag's namespaces name: that of its own prefix, else the first one that is known,
/// else the first. Empty where no CityGML namespace is declared.
std::string_view cityGmlVersion(const XmlTag& tag);
/// "CityGML 2.0"; "CityGML" where the version is empty.
std::string formatName(std::string_view version);
/// Whether a version is one that is read by its rules.
bool isKnownVersion(std::string_view version);

}  // namespace belvedere::loaders::citygml
