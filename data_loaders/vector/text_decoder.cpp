#include "data_loaders/vector/detail/text_decoder.h"

#include <cpl_string.h>

namespace belvedere::loaders::vector {

bool isUtf8(std::string_view bytes) { return CPLIsUTF8(bytes.data(), static_cast<int>(bytes.size())) != FALSE; }

std::string decodeText(std::string_view bytes, const std::string& declaredEncoding) {
  if (isUtf8(bytes)) {
    return std::string(bytes);
  }
  const bool isDeclaredUsable = !declaredEncoding.empty() && declaredEncoding != CPL_ENC_UTF8;
  const std::string encoding = isDeclaredUsable ? declaredEncoding : "CP1252";
  char* recoded = CPLRecode(std::string(bytes).c_str(), encoding.c_str(), CPL_ENC_UTF8);
  std::string text = recoded != nullptr ? recoded : "";
  CPLFree(recoded);
  if (isUtf8(text)) {
    return text;
  }
  char* forced = CPLForceToASCII(std::string(bytes).c_str(), static_cast<int>(bytes.size()), '?');
  text = forced;
  CPLFree(forced);
  return text;
}

}  // namespace belvedere::loaders::vector
