#pragma once

#include <string>

/// Capabilities in the shapes that services in France send, cut to what matters.
namespace belvedere::test {

/// WMS 1.3.0 as GeoServer writes it: latitudes first in EPSG:4326, http behind an https proxy.
inline const std::string kWms130 = R"(<?xml version="1.0" encoding="UTF-8"?>
<WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms" xmlns:xlink="http://www.w3.org/1999/xlink">
<Service><Name>WMS</Name><Title>Orthophotos</Title><MaxWidth>4096</MaxWidth><MaxHeight>4096</MaxHeight></Service>
<Capability><Request><GetMap><Format>image/png</Format><Format>image/jpeg</Format><DCPType><HTTP><Get>
<OnlineResource xlink:type="simple" xlink:href="http://maps.example.fr:80/geoserver/ows?SERVICE=WMS&amp;"/></Get></HTTP></DCPType></GetMap></Request>
<Layer><Title>All</Title><CRS>EPSG:3857</CRS><CRS>EPSG:4326</CRS><CRS>CRS:84</CRS><CRS>EPSG:2154</CRS>
<EX_GeographicBoundingBox><westBoundLongitude>4.6</westBoundLongitude><eastBoundLongitude>5.2</eastBoundLongitude>
<southBoundLatitude>45.5</southBoundLatitude><northBoundLatitude>46.0</northBoundLatitude></EX_GeographicBoundingBox>
<Layer queryable="1"><Name>lyon:ortho</Name><Title>Orthophoto 2022 éà</Title>
<BoundingBox CRS="EPSG:4326" minx="45.5" miny="4.6" maxx="46.0" maxy="5.2"/>
<BoundingBox CRS="EPSG:2154" minx="825000" miny="6490000" maxx="870000" maxy="6545000"/>
<Attribution><Title>Métropole de Lyon</Title></Attribution><Style><Name>raster</Name></Style></Layer>
<Layer opaque="1"><Name>photo</Name><Title>Photo</Title></Layer>
<Layer><Title>A folder</Title><Layer><Name>deep</Name><CRS>EPSG:3946</CRS></Layer></Layer>
</Layer></Capability></WMS_Capabilities>)";

/// WMS 1.1.1 with a document type, several names in one SRS, and a path with a map file.
inline const std::string kWms111 = R"(<?xml version='1.0' encoding="ISO-8859-1" standalone="no" ?>
<!DOCTYPE WMT_MS_Capabilities SYSTEM "http://schemas.opengis.net/wms/1.1.1/WMS_MS_Capabilities.dtd"
 [ <!ELEMENT VendorSpecificCapabilities EMPTY> ]>
<WMT_MS_Capabilities version="1.1.1"><Service><Name>OGC:WMS</Name><Title>Plan</Title></Service><Capability><Request><GetMap>
<Format>image/png</Format><DCPType><HTTP><Get><OnlineResource xmlns:xlink="http://www.w3.org/1999/xlink"
 xlink:href="https://old.example.fr/cgi-bin/mapserv?map=/plan.map&amp;"/></Get></HTTP></DCPType></GetMap></Request>
<Layer><Name>plan</Name><Title>Plan</Title><SRS>EPSG:4326 EPSG:27572 EPSG:2154</SRS>
<LatLonBoundingBox minx="4.6" miny="45.5" maxx="5.2" maxy="46.0"/>
<BoundingBox SRS="EPSG:4326" minx="4.6" miny="45.5" maxx="5.2" maxy="46.0"/>
<Layer><Name>roads</Name><Title>Routes</Title></Layer></Layer></Capability></WMT_MS_Capabilities>)";

/// WMTS as the Géoplateforme writes it: by key and value, with limits, in web maps' projection.
inline const std::string kWmtsKeyValue =
    R"(<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1"
 xmlns:xlink="http://www.w3.org/1999/xlink" version="1.0.0">
<ows:ServiceIdentification><ows:Title>Service de visualisation WMTS</ows:Title></ows:ServiceIdentification>
<ows:ServiceProvider><ows:ProviderName>IGN</ows:ProviderName></ows:ServiceProvider>
<ows:OperationsMetadata><ows:Operation name="GetTile"><ows:DCP><ows:HTTP><ows:Get xlink:href="https://data.example.fr/wmts?">
<ows:Constraint name="GetEncoding"><ows:AllowedValues><ows:Value>KVP</ows:Value></ows:AllowedValues></ows:Constraint></ows:Get></ows:HTTP></ows:DCP></ows:Operation></ows:OperationsMetadata>
<Contents><Layer><ows:Title>Photographies aériennes</ows:Title>
<ows:WGS84BoundingBox><ows:LowerCorner>-180 -86</ows:LowerCorner><ows:UpperCorner>180 84</ows:UpperCorner></ows:WGS84BoundingBox>
<ows:Identifier>ORTHOIMAGERY.ORTHOPHOTOS</ows:Identifier>
<Style><ows:Identifier>other</ows:Identifier></Style><Style isDefault="true"><ows:Identifier>normal</ows:Identifier></Style><Format>image/jpeg</Format>
<TileMatrixSetLink><TileMatrixSet>PM_0_2</TileMatrixSet><TileMatrixSetLimits>
<TileMatrixLimits><TileMatrix>1</TileMatrix><MinTileRow>0</MinTileRow><MaxTileRow>1</MaxTileRow><MinTileCol>0</MinTileCol><MaxTileCol>1</MaxTileCol></TileMatrixLimits>
<TileMatrixLimits><TileMatrix>2</TileMatrix><MinTileRow>1</MinTileRow><MaxTileRow>1</MaxTileRow><MinTileCol>2</MinTileCol><MaxTileCol>3</MaxTileCol></TileMatrixLimits>
</TileMatrixSetLimits></TileMatrixSetLink></Layer>
<Layer><ows:Identifier>second</ows:Identifier><Format>image/png</Format><TileMatrixSetLink><TileMatrixSet>PM_0_2</TileMatrixSet></TileMatrixSetLink></Layer>
<TileMatrixSet><ows:Identifier>PM_0_2</ows:Identifier><ows:SupportedCRS>EPSG:3857</ows:SupportedCRS>
<TileMatrix><ows:Identifier>0</ows:Identifier><ScaleDenominator>559082264.0287178</ScaleDenominator><TopLeftCorner>-20037508.3427892 20037508.3427892</TopLeftCorner><TileWidth>256</TileWidth><TileHeight>256</TileHeight><MatrixWidth>1</MatrixWidth><MatrixHeight>1</MatrixHeight></TileMatrix>
<TileMatrix><ows:Identifier>1</ows:Identifier><ScaleDenominator>279541132.0143589</ScaleDenominator><TopLeftCorner>-20037508.3427892 20037508.3427892</TopLeftCorner><TileWidth>256</TileWidth><TileHeight>256</TileHeight><MatrixWidth>2</MatrixWidth><MatrixHeight>2</MatrixHeight></TileMatrix>
<TileMatrix><ows:Identifier>2</ows:Identifier><ScaleDenominator>139770566.0071794</ScaleDenominator><TopLeftCorner>-20037508.3427892 20037508.3427892</TopLeftCorner><TileWidth>256</TileWidth><TileHeight>256</TileHeight><MatrixWidth>4</MatrixWidth><MatrixHeight>4</MatrixHeight></TileMatrix>
</TileMatrixSet></Contents></Capabilities>)";

/// WMTS by templates, in longitudes and latitudes and in a national projection, with a dimension.
inline const std::string kWmtsRest =
    R"(<wmts:Capabilities xmlns:wmts="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1" version="1.0.0">
<ows:OperationsMetadata><ows:Operation name="GetTile"><ows:DCP><ows:HTTP><ows:Get xlink:href="http://rest.example.fr/wmts/"><ows:Constraint name="GetEncoding">
<ows:AllowedValues><ows:Value>RESTful</ows:Value></ows:AllowedValues></ows:Constraint></ows:Get></ows:HTTP></ows:DCP></ows:Operation></ows:OperationsMetadata>
<wmts:Contents><wmts:Layer><ows:Title>Ortho</ows:Title><ows:Identifier>ortho photo</ows:Identifier>
<wmts:Style><ows:Identifier>default</ows:Identifier></wmts:Style><wmts:Format>image/png</wmts:Format>
<wmts:Dimension><ows:Identifier>Time</ows:Identifier><wmts:Default>2022</wmts:Default></wmts:Dimension>
<wmts:TileMatrixSetLink><wmts:TileMatrixSet>wgs</wmts:TileMatrixSet></wmts:TileMatrixSetLink>
<wmts:TileMatrixSetLink><wmts:TileMatrixSet>L93</wmts:TileMatrixSet></wmts:TileMatrixSetLink>
<wmts:ResourceURL format="image/png" resourceType="tile" template="http://rest.example.fr/t/{layer}/{Style}/{time}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png"/>
</wmts:Layer>
<wmts:TileMatrixSet><ows:Identifier>wgs</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::4326</ows:SupportedCRS>
<wmts:TileMatrix><ows:Identifier>a</ows:Identifier><wmts:ScaleDenominator>279541132.01435887813568</wmts:ScaleDenominator><wmts:TopLeftCorner>90.0 -180.0</wmts:TopLeftCorner><wmts:TileWidth>256</wmts:TileWidth><wmts:TileHeight>256</wmts:TileHeight><wmts:MatrixWidth>2</wmts:MatrixWidth><wmts:MatrixHeight>1</wmts:MatrixHeight></wmts:TileMatrix>
</wmts:TileMatrixSet>
<wmts:TileMatrixSet><ows:Identifier>L93</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG:6.18.3:2154</ows:SupportedCRS>
<wmts:TileMatrix><ows:Identifier>L93:0</ows:Identifier><wmts:ScaleDenominator>10000</wmts:ScaleDenominator><wmts:TopLeftCorner>800000 6600000</wmts:TopLeftCorner><wmts:TileWidth>256</wmts:TileWidth><wmts:TileHeight>256</wmts:TileHeight><wmts:MatrixWidth>100</wmts:MatrixWidth><wmts:MatrixHeight>200</wmts:MatrixHeight></wmts:TileMatrix>
</wmts:TileMatrixSet></wmts:Contents></wmts:Capabilities>)";

}  // namespace belvedere::test
