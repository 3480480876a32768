#pragma once

#include <cstddef>
#include <cstring>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace belvedere {

template <class T>
concept HasVisitMember = requires(T& value, int& archive) {
  value.visit(archive);
};

template <class T>
constexpr bool isPlainValue = std::is_arithmetic_v<T> || std::is_enum_v<T>;

/// Values whose bytes are written as they are: all but those with pointers. Specialise for plain structs.
template <class T>
constexpr bool isBytewise = std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>;

/// Writes values of known types into one run of bytes, for the reader process of a source and back. Same program, same
/// machine: native byte order. Structs give their members through `value.visit(archive)` or a free `visit(archive,
/// value)`.
class BinaryWriter {
 public:
  template <class... T>
  void operator()(T&... values) {
    (write(values), ...);
  }
  std::vector<std::byte>& bytes() { return bytes_; }

 private:
  void raw(const void* data, std::size_t size) {
    const auto* from = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), from, from + size);
  }
  template <class T>
  void write(T& value);
  template <class T>
  void writeSequence(T& sequence);

  std::vector<std::byte> bytes_;
};

/// Reads what a BinaryWriter wrote, from bytes that are not trusted: every length is checked against what is left, and
/// after the first fault all further values are left empty and isGood() is false.
class BinaryReader {
 public:
  explicit BinaryReader(std::span<const std::byte> bytes) : rest_(bytes) {}
  template <class... T>
  void operator()(T&... values) {
    (read(values), ...);
  }
  /// Nothing was missing so far.
  bool isGood() const { return isGood_; }
  /// Nothing was missing and nothing is left.
  bool isComplete() const { return isGood_ && rest_.empty(); }

 private:
  bool raw(void* data, std::size_t size) {
    if (!isGood_ || size > rest_.size()) {
      isGood_ = false;
      return false;
    }
    if (size > 0) {
      std::memcpy(data, rest_.data(), size);
    }
    rest_ = rest_.subspan(size);
    return true;
  }
  template <class T>
  void read(T& value);
  template <class T>
  void readSequence(T& sequence);

  std::span<const std::byte> rest_;
  bool isGood_ = true;
};

namespace detail {
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class K, class V>
struct IsMap<std::map<K, V>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
}  // namespace detail

template <class T>
void BinaryWriter::write(T& value) {
  using Value = std::remove_const_t<T>;
  if constexpr (std::is_same_v<Value, std::string> || detail::IsVector<Value>::value) {
    writeSequence(value);
  } else if constexpr (detail::IsMap<Value>::value) {
    std::uint64_t count = value.size();
    write(count);
    for (auto& [key, item] : value) {
      write(key);
      write(item);
    }
  } else if constexpr (detail::IsOptional<Value>::value) {
    bool isSet = value.has_value();
    write(isSet);
    if (isSet) {
      write(*value);
    }
  } else if constexpr (requires { value.visit(*this); }) {
    value.visit(*this);
  } else if constexpr (requires { visit(*this, value); }) {
    visit(*this, value);
  } else {
    static_assert(isBytewise<Value>, "give the type a visit()");
    raw(&value, sizeof(value));
  }
}

template <class T>
void BinaryWriter::writeSequence(T& sequence) {
  using Item = typename T::value_type;
  std::uint64_t count = sequence.size();
  raw(&count, sizeof(count));
  if constexpr (isBytewise<Item> && !std::is_same_v<T, std::vector<bool>>) {
    raw(sequence.data(), sequence.size() * sizeof(Item));
  } else {
    for (auto& item : sequence) {
      write(item);
    }
  }
}

template <class T>
void BinaryReader::read(T& value) {
  if constexpr (std::is_same_v<T, std::string> || detail::IsVector<T>::value) {
    readSequence(value);
  } else if constexpr (detail::IsMap<T>::value) {
    std::uint64_t count = 0;
    read(count);
    for (std::uint64_t i = 0; i < count && isGood_; ++i) {
      std::pair<typename T::key_type, typename T::mapped_type> item;
      read(item.first);
      read(item.second);
      value.insert(std::move(item));
    }
  } else if constexpr (detail::IsOptional<T>::value) {
    bool isSet = false;
    read(isSet);
    if (isSet && isGood_) {
      read(value.emplace());
    }
  } else if constexpr (requires { value.visit(*this); }) {
    value.visit(*this);
  } else if constexpr (requires { visit(*this, value); }) {
    visit(*this, value);
  } else if constexpr (std::is_same_v<T, bool>) {
    unsigned char byte = 0;
    raw(&byte, 1);
    value = byte == 1;
  } else {
    static_assert(isBytewise<T>, "give the type a visit()");
    raw(&value, sizeof(value));
  }
}

template <class T>
void BinaryReader::readSequence(T& sequence) {
  using Item = typename T::value_type;
  std::uint64_t count = 0;
  if (!raw(&count, sizeof(count))) {
    return;
  }
  if constexpr (isBytewise<Item>) {
    if (count > rest_.size() / sizeof(Item)) {
      isGood_ = false;
      return;
    }
    sequence.resize(count);
    raw(sequence.data(), count * sizeof(Item));
  } else {
    if (count > rest_.size()) {  // every item takes at least a byte
      isGood_ = false;
      return;
    }
    sequence.clear();
    for (std::uint64_t i = 0; i < count && isGood_; ++i) {
      read(sequence.emplace_back());
    }
  }
}

}  // namespace belvedere
