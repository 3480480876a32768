#include "data_loaders/citygml/citygml_loader.h"

#include "data_loaders/citygml/citygml_source.h"
#include "data_loaders/citygml/document.h"
#include "data_loaders/citygml/xml_cursor.h"

namespace belvedere::loaders::citygml {
namespace {

// The first element of a document whose beginning this is.
std::optional<XmlTag> firstTag(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    const std::string_view rest(at, static_cast<std::size_t>(end - at));
    const std::size_t open = rest.find('<');
    if (open == std::string_view::npos || open + 1 >= rest.size()) {
      return std::nullopt;
    }
    at += open;
    if (at[1] != '!' && at[1] != '?') {
      XmlCursor cursor(at, end);
      return cursor.nextChild() ? std::optional(cursor.tag()) : std::nullopt;
    }
    at = behindXmlMarkup(at, end);
  }
}

std::optional<loaders::Recognition> recognise(const loaders::FileHead& head) {
  const bool isUtf16 = head.bytes.starts_with("\xFF\xFE") || head.bytes.starts_with("\xFE\xFF");
  const std::string converted = isUtf16 ? utf8FromUtf16(head.bytes) : std::string();
  const std::string_view text = isUtf16 ? std::string_view(converted) : head.text();
  if (head.isFolder || !text.starts_with('<')) {
    return std::nullopt;
  }
  const auto tag = firstTag(text);
  if (!tag) {
    return std::nullopt;
  }
  const std::string_view version = cityGmlVersion(*tag);
  const bool isCollection = tag->name == "FeatureCollection" && !version.empty();
  if (tag->name != "CityModel" && !isCollection) {
    return std::nullopt;
  }
  loaders::Recognition recognition;
  recognition.kind = model::SourceKind::Buildings;
  recognition.format = formatName(version);
  recognition.reach = loaders::Reach::CityModel;
  return recognition;
}

Result<model::OpenedSource> open(const model::SourceRequest& request, const loaders::ReaderContext& context) {
  auto source = openCityGml(request, context.threads);
  if (!source) {
    return tl::unexpected(source.error());
  }
  return model::OpenedSource(std::move(*source));
}

}  // namespace

loaders::Loader makeLoader() { return {"citygml", recognise, open}; }

}  // namespace belvedere::loaders::citygml
