#include "data_loaders/cityjson/detail/object_index.h"

#include <algorithm>
#include <functional>
#include <simdjson.h>

#include "data_loaders/cityjson/detail/messages.h"

namespace belvedere::loaders::cityjson {
namespace {

using model::kNone;

constexpr std::string_view kGroup = "CityObjectGroup";

}  // namespace

void ObjectIndex::clear() {
  objects_.clear();
  parents_.clear();
  children_.clear();
  byId_.clear();
  order_.clear();
  treeStarts_.clear();
  decoded_.clear();
}

std::string_view ObjectIndex::plain(std::string_view key) {
  if (key.find('\\') == std::string_view::npos && simdjson::validate_utf8(key.data(), key.size())) {
    return key;
  }
  return decoded_.emplace_back(decodeKey(key));
}

bool ObjectIndex::cutObject(std::string_view id, JsonCursor& cursor) {
  ObjectText object;
  object.id = plain(id);
  const auto index = static_cast<std::uint32_t>(objects_.size());
  const std::size_t parentsBefore = parents_.size();
  const std::size_t childrenBefore = children_.size();
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    if (key == "geometry") {
      object.geometry = value;
    } else if (key == "attributes") {
      object.attributes = value;
    } else if (key == "address") {
      object.address = value;
    } else if (key == "type" && value.size() > 2 && value.front() == '"') {
      object.type = plain(value.substr(1, value.size() - 2));
    } else if (key == "parents") {
      parents_.push_back({index, value});
    } else if (key == "children") {
      children_.push_back({index, value});
    }
  }
  if (!cursor.isGood() || object.type.empty()) {
    parents_.resize(parentsBefore);
    children_.resize(childrenBefore);
    return false;
  }
  objects_.push_back(object);
  return true;
}

void ObjectIndex::read(JsonCursor& cursor, Diagnostics& diagnostics) {
  clear();
  cursor.enterObject();
  std::string_view id;
  while (cursor.nextKey(id)) {
    JsonCursor inner = cursor;
    if (objects_.size() < kNone - 1 && cutObject(id, inner)) {
      cursor = inner;
      continue;
    }
    diagnostics.add(Severity::Warning, kObjectMalformed, decodeKey(id));
    std::string_view skipped;
    cursor.takeValue(skipped);
  }
  sortIds(diagnostics);
  resolveParents(diagnostics);
  resolveChildren();
  breakCycles(diagnostics);
  arrange();
}

void ObjectIndex::sortIds(Diagnostics& diagnostics) {
  byId_.reserve(objects_.size());
  for (std::uint32_t i = 0; i < objects_.size(); ++i) {
    byId_.push_back({std::hash<std::string_view>()(objects_[i].id), i});
  }
  std::sort(byId_.begin(), byId_.end(),
            [](const Hashed& a, const Hashed& b) { return a.hash != b.hash ? a.hash < b.hash : a.object < b.object; });
  for (std::size_t i = 1; i < byId_.size(); ++i) {
    const std::string_view id = objects_[byId_[i].object].id;
    if (byId_[i].hash == byId_[i - 1].hash && objects_[byId_[i - 1].object].id == id) {
      diagnostics.add(Severity::Warning, Message(kDuplicateKey, {{"key", std::string(id)}}), std::string(id));
    }
  }
}

std::uint32_t ObjectIndex::find(std::string_view id) const {
  const std::size_t hash = std::hash<std::string_view>()(id);
  auto at =
      std::lower_bound(byId_.begin(), byId_.end(), hash, [](const Hashed& h, std::size_t v) { return h.hash < v; });
  for (; at != byId_.end() && at->hash == hash; ++at) {
    if (objects_[at->object].id == id) {
      return at->object;
    }
  }
  return kNone;
}

void ObjectIndex::resolveParents(Diagnostics& diagnostics) {
  for (const Relation& relation : parents_) {
    ObjectText& object = objects_[relation.object];
    bool isBroken = false;
    JsonCursor cursor(relation.ids);
    cursor.enterArray();
    std::string_view id;
    while (object.parent == kNone && cursor.nextElement() && cursor.takeValue(id)) {
      const std::uint32_t parent = id.size() < 2 ? kNone : find(plain(id.substr(1, id.size() - 2)));
      isBroken = isBroken || parent == kNone;
      if (parent != kNone && parent != relation.object && objects_[parent].type != kGroup) {
        object.parent = parent;
      }
    }
    if (!cursor.isGood() || (isBroken && object.parent == kNone)) {
      diagnostics.add(Severity::Warning, kRelationBroken, std::string(object.id));
    }
  }
}

/// A parent that names its child is believed where the child names no parent.
void ObjectIndex::resolveChildren() {
  for (const Relation& relation : children_) {
    if (objects_[relation.object].type == kGroup) {
      continue;
    }
    JsonCursor cursor(relation.ids);
    cursor.enterArray();
    std::string_view id;
    while (cursor.nextElement() && cursor.takeValue(id)) {
      const std::uint32_t child = id.size() < 2 ? kNone : find(plain(id.substr(1, id.size() - 2)));
      if (child != kNone && child != relation.object && objects_[child].parent == kNone) {
        objects_[child].parent = relation.object;
      }
    }
  }
}

void ObjectIndex::breakCycles(Diagnostics& diagnostics) {
  std::vector<std::uint32_t> seenFrom(parents_.empty() && children_.empty() ? 0 : objects_.size(), kNone);
  for (std::uint32_t start = 0; start < seenFrom.size(); ++start) {
    for (std::uint32_t at = start; at != kNone && seenFrom[at] == kNone; at = objects_[at].parent) {
      seenFrom[at] = start;
      const std::uint32_t parent = objects_[at].parent;
      if (parent != kNone && seenFrom[parent] == start) {
        objects_[at].parent = kNone;
        diagnostics.add(Severity::Warning, kRelationBroken, std::string(objects_[at].id));
      }
    }
  }
}

void ObjectIndex::arrange() {
  const auto count = static_cast<std::uint32_t>(objects_.size());
  std::vector<std::uint32_t> firstChild(count, kNone);
  std::vector<std::uint32_t> nextSibling(count, kNone);
  for (std::uint32_t i = count; i-- > 0;) {
    const std::uint32_t parent = objects_[i].parent;
    if (parent != kNone) {
      nextSibling[i] = firstChild[parent];
      firstChild[parent] = i;
    }
  }
  order_.reserve(count);
  std::vector<std::uint32_t> open;
  for (std::uint32_t root = 0; root < count; ++root) {
    if (objects_[root].parent != kNone) {
      continue;
    }
    treeStarts_.push_back(static_cast<std::uint32_t>(order_.size()));
    for (std::uint32_t at = root; at != kNone;) {
      order_.push_back(at);
      if (at != root && nextSibling[at] != kNone) {
        open.push_back(nextSibling[at]);
      }
      if (firstChild[at] != kNone) {
        at = firstChild[at];
      } else if (!open.empty()) {
        at = open.back();
        open.pop_back();
      } else {
        at = kNone;
      }
    }
  }
  treeStarts_.push_back(count);
}

}  // namespace belvedere::loaders::cityjson
