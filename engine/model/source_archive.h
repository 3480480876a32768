#pragma once

#include "engine/core/diagnostics_archive.h"
#include "engine/model/source.h"

/// How descriptions of sources go through a BinaryWriter and BinaryReader.
namespace belvedere::model {

template <class Archive>
void visit(Archive& archive, SourceLayer& layer) {
  archive(layer.name, layer.title, layer.geometry, layer.featureCount, layer.crs, layer.columns);
}
template <class Archive>
void visit(Archive& archive, RasterSummary& raster) {
  archive(raster.width, raster.height, raster.bands, raster.sampleType, raster.overviews, raster.hasNoData, raster.unit,
          raster.pixelSize, raster.isService);
}
template <class Archive>
void visit(Archive& archive, PointCloudSummary& cloud) {
  archive(cloud.version, cloud.pointFormat, cloud.points, cloud.withheld, cloud.synthetic, cloud.classes,
          cloud.hasColours, cloud.hasIntensities, cloud.hasNearInfrared, cloud.hasGpsTime, cloud.hasWaveforms,
          cloud.rampLow, cloud.rampHigh, cloud.intensityLow, cloud.intensityHigh);
}
template <class Archive>
void visit(Archive& archive, SourceDescription& d) {
  archive(d.source, d.kind, d.format, d.crs, d.crsWkt, d.isCrsOverridden, d.extent, d.minHeight, d.maxHeight, d.objects,
          d.lods, d.layers, d.appearanceThemes, d.raster, d.cloud, d.attribution, d.diagnostics);
}

}  // namespace belvedere::model
