#pragma once

#include <cpl_minixml.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace belvedere::loaders::map_services {

/// An element of a document that outlives it; names without prefixes. A missing one has no name, text or children, so
/// that a path can be followed without a look at each step.
class XmlElement {
 public:
  explicit XmlElement(const CPLXMLNode* node = nullptr) : node_(node) {}

  explicit operator bool() const { return node_ != nullptr; }
  std::string_view name() const;
  /// The text right in it, without white space at both ends.
  std::string text() const;
  /// An attribute by its name without prefix; empty where it is absent.
  std::string attribute(std::string_view name) const;
  /// The first child of this name.
  XmlElement child(std::string_view name) const;
  std::vector<XmlElement> children(std::string_view name) const;

 private:
  const CPLXMLNode* node_;
};

/// A document of a server. Knows no entities but XML's own, reads nothing else, and refuses what is nested absurdly.
class XmlDocument {
 public:
  /// Nothing where the text is no XML. Bytes that are no UTF-8 are taken for Latin-1.
  static std::optional<XmlDocument> parse(const std::string& text);
  XmlElement root() const;

 private:
  struct Free {
    void operator()(CPLXMLNode* node) const { CPLDestroyXMLNode(node); }
  };
  std::unique_ptr<CPLXMLNode, Free> tree_;
};

/// What an exception report says ("ServiceException" of WMS, "ExceptionText" of OWS), at most 200 bytes; empty where
/// the document is none.
std::string exceptionText(XmlElement root);

}  // namespace belvedere::loaders::map_services
