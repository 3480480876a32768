#pragma once

#include <future>
#include <map>
#include <optional>
#include <stop_token>

#include "engine/core/tasks.h"
#include "engine/model/source.h"
#include "engine/scene/snapshot.h"

namespace belvedere::app {

/// Finds out all that the sources of layers hold, which a view need not know: which levels of detail and themes there
/// are. That reads a city model from beginning to end, so it is done in a task, when asked for, one layer at a time.
/// Main thread.
class LayerDescriber {
 public:
  /// `tasks` and `catalog` live longer.
  LayerDescriber(TaskSystem& tasks, const model::SourceCatalog& catalog) : tasks_(tasks), catalog_(catalog) {}
  ~LayerDescriber() { clear(); }
  LayerDescriber(const LayerDescriber&) = delete;
  LayerDescriber& operator=(const LayerDescriber&) = delete;

  /// Describes a layer unless that was tried already; what is being read for another one is given up.
  void ask(scene::LayerId layer, model::SourceRequest request);
  bool isReading() const { return reading_.has_value(); }
  bool isReading(scene::LayerId layer) const { return reading_ && reading_->layer == layer; }
  /// Takes what has arrived; true where there is something new.
  bool update();
  /// nullptr where the layer was not described, or could not be.
  const model::SourceDescription* find(scene::LayerId layer) const;
  /// Forgets all: another territory has layers of the same numbers.
  void clear();

 private:
  struct Reading {
    scene::LayerId layer = 0;
    std::stop_source stop;
    std::future<Result<model::SourceDescription>> future;
  };

  TaskSystem& tasks_;
  const model::SourceCatalog& catalog_;
  std::optional<Reading> reading_;
  std::map<scene::LayerId, std::optional<model::SourceDescription>> described_;
};

}  // namespace belvedere::app
