#pragma once

#include "engine/core/binary_archive.h"
#include "engine/core/diagnostics.h"

/// How messages and findings go through a BinaryWriter and BinaryReader.
namespace belvedere {

template <class Archive>
void visit(Archive& archive, MessageArgument& argument) {
  archive(argument.first, argument.second);
}
template <class Archive>
void visit(Archive& archive, Message& message) {
  archive(message.key, message.text, message.hint, message.arguments);
}
template <class Archive>
void visit(Archive& archive, Diagnostic& diagnostic) {
  archive(diagnostic.severity, diagnostic.message, diagnostic.where, diagnostic.count);
}
template <class Archive>
void visit(Archive& archive, Diagnostics& diagnostics) {
  archive(diagnostics.items());
}

}  // namespace belvedere
