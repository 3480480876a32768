#pragma once

#include <memory>
#include <proj.h>
#include <proj_experimental.h>

namespace belvedere::geo::detail {

struct ProjDeleter {
  void operator()(PJ* object) const { proj_destroy(object); }
  void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
  void operator()(PJ_OBJ_LIST* list) const { proj_list_destroy(list); }
  void operator()(PJ_OPERATION_FACTORY_CONTEXT* factory) const { proj_operation_factory_context_destroy(factory); }
};

using ContextHandle = std::unique_ptr<PJ_CONTEXT, ProjDeleter>;
using ObjectHandle = std::unique_ptr<PJ, ProjDeleter>;
using ListHandle = std::unique_ptr<PJ_OBJ_LIST, ProjDeleter>;
using FactoryHandle = std::unique_ptr<PJ_OPERATION_FACTORY_CONTEXT, ProjDeleter>;

/// A PROJ context for one thread at a time: silent, without network, and reading no file outside PROJ's own data
/// folders, whatever a definition names.
ContextHandle makeContext();

/// A context kept for the calling thread, for work that ends within one call.
PJ_CONTEXT* threadContext();

}  // namespace belvedere::geo::detail
