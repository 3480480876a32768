#include "engine/app/detail/layer_describer.h"

#include "engine/app/detail/in_task.h"
#include "engine/app/layer_files.h"

namespace belvedere::app {

void LayerDescriber::ask(scene::LayerId layer, model::SourceRequest request) {
  if (isReading(layer) || described_.contains(layer)) {
    return;
  }
  if (reading_) {
    reading_->stop.request_stop();
  }
  Reading reading;
  reading.layer = layer;
  request.stop = reading.stop.get_token();
  for (const char* choice : {"lod", "theme"}) {
    request.options.erase(choice);  // what else there is, is the question
  }
  reading.future = inTask(tasks_, [&catalog = catalog_, request = std::move(request)] {
    return describeSource(catalog, request, request.stop, {});
  });
  reading_ = std::move(reading);
}

bool LayerDescriber::update() {
  if (!reading_ || !isReady(reading_->future)) {
    return false;
  }
  auto description = reading_->future.get();
  // A failure is told where the layer itself is read.
  described_[reading_->layer] = description ? std::optional(std::move(*description)) : std::nullopt;
  reading_.reset();
  return true;
}

const model::SourceDescription* LayerDescriber::find(scene::LayerId layer) const {
  const auto found = described_.find(layer);
  return found != described_.end() && found->second ? &*found->second : nullptr;
}

void LayerDescriber::clear() {
  if (reading_) {
    reading_->stop.request_stop();
  }
  reading_.reset();
  described_.clear();
}

}  // namespace belvedere::app
