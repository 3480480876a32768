#include "data_loaders/map_services/detail/xml_document.h"

#include <cpl_conv.h>
#include <cpl_string.h>

#include "data_loaders/common/detail/gdal_dataset.h"

namespace belvedere::loaders::map_services {
namespace {

std::string_view localName(const CPLXMLNode& node) {
  const std::string_view name = node.pszValue;
  return name.substr(name.rfind(':') + 1);
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  return first == std::string_view::npos ? std::string()
                                         : std::string(text.substr(first, text.find_last_not_of(kBlanks) + 1 - first));
}

}  // namespace

std::string_view XmlElement::name() const { return node_ != nullptr ? localName(*node_) : std::string_view(); }

std::string XmlElement::text() const {
  std::string text;
  for (const CPLXMLNode* child = node_ != nullptr ? node_->psChild : nullptr; child != nullptr; child = child->psNext) {
    text += child->eType == CXT_Text ? child->pszValue : "";
  }
  return trimmed(text);
}

std::string XmlElement::attribute(std::string_view name) const {
  for (const CPLXMLNode* child = node_ != nullptr ? node_->psChild : nullptr; child != nullptr; child = child->psNext) {
    if (child->eType == CXT_Attribute && localName(*child) == name) {
      return child->psChild != nullptr ? trimmed(child->psChild->pszValue) : std::string();
    }
  }
  return {};
}

XmlElement XmlElement::child(std::string_view name) const {
  for (const CPLXMLNode* child = node_ != nullptr ? node_->psChild : nullptr; child != nullptr; child = child->psNext) {
    if (child->eType == CXT_Element && localName(*child) == name) {
      return XmlElement(child);
    }
  }
  return XmlElement();
}

std::vector<XmlElement> XmlElement::children(std::string_view name) const {
  std::vector<XmlElement> found;
  for (const CPLXMLNode* child = node_ != nullptr ? node_->psChild : nullptr; child != nullptr; child = child->psNext) {
    if (child->eType == CXT_Element && localName(*child) == name) {
      found.emplace_back(child);
    }
  }
  return found;
}

std::optional<XmlDocument> XmlDocument::parse(const std::string& text) {
  const GdalErrorScope errors;
  std::string recoded;
  if (CPLIsUTF8(text.c_str(), static_cast<int>(text.size())) == 0) {
    char* utf8 = CPLRecode(text.c_str(), CPL_ENC_ISO8859_1, CPL_ENC_UTF8);
    recoded = utf8 != nullptr ? utf8 : "";
    CPLFree(utf8);
  }
  XmlDocument document;
  document.tree_.reset(CPLParseXMLString(recoded.empty() ? text.c_str() : recoded.c_str()));
  return document.root() ? std::optional(std::move(document)) : std::nullopt;
}

XmlElement XmlDocument::root() const {
  const CPLXMLNode* node = tree_.get();
  while (node != nullptr && (node->eType != CXT_Element || node->pszValue[0] == '?' || node->pszValue[0] == '!')) {
    node = node->psNext;
  }
  return XmlElement(node);
}

std::string exceptionText(XmlElement root) {
  constexpr std::size_t kLongest = 200;
  if (root.name() != "ServiceExceptionReport" && root.name() != "ExceptionReport") {
    return {};
  }
  const XmlElement wms = root.child("ServiceException");
  const XmlElement ows = root.child("Exception");
  std::string text = wms ? wms.text() : ows.child("ExceptionText").text();
  text = text.empty() ? wms.attribute("code") + ows.attribute("exceptionCode") : text;
  text = text.empty() ? "ServiceException" : text;
  return text.size() > kLongest ? text.substr(0, kLongest) : text;
}

}  // namespace belvedere::loaders::map_services
