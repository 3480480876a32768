#include "city_text.h"

using namespace test;
using model::AttributeType;

namespace {

std::string building(const std::string& content) { return element("bldg:Building", content, "gml:id=\"B\""); }

const model::AttributeColumn& column(const City& city, const std::string& name) {
  const auto found = city.only().attributes.findColumn(name);
  REQUIRE(found.has_value());
  return city.only().attributes.columns()[*found];
}

}  // namespace

TEST_CASE("Standard attributes have their types and units") {
  const City city = readText(
      cityModel({building("<gml:name>Mairie</gml:name><core:creationDate>2020-12-18</core:creationDate>"
                          "<bldg:measuredHeight "
                          "uom=\"m\">12.50</bldg:measuredHeight><bldg:yearOfConstruction>1890</bldg:yearOfConstruction>"
                          "<bldg:function>1000</bldg:function><bldg:function>1010</bldg:function>"
                          "<bldg:storeyHeightsAboveGround uom=\"m\">3.0 2.5</bldg:storeyHeightsAboveGround>")}));
  const auto& batch = city.only();
  CHECK(value(batch, 0, "name") == "Mairie");
  CHECK(value(batch, 0, "measuredHeight") == "12.5");
  CHECK(column(city, "measuredHeight").type == AttributeType::Real);
  CHECK(column(city, "measuredHeight").unit == "m");
  CHECK(column(city, "yearOfConstruction").type == AttributeType::Integer);
  CHECK(column(city, "creationDate").type == AttributeType::Date);
  CHECK(values(batch, 0, "function") == std::vector<std::string>{"1000", "1010"});
  CHECK(value(batch, 0, "storeyHeightsAboveGround") == "3.0 2.5");
  CHECK(column(city, "storeyHeightsAboveGround").unit == "m");
}

TEST_CASE("Generic attributes keep name, type, unit and set") {
  const City city = readText(cityModel(
      {building("<gen:stringAttribute name=\"usage\"><gen:value>A &amp; B</gen:value></gen:stringAttribute>"
                "<gen:intAttribute name=\"count\"><gen:value>-7</gen:value></gen:intAttribute>"
                "<gen:intAttribute name=\"odd\"><gen:value>many</gen:value></gen:intAttribute>"
                "<gen:measureAttribute name=\"depth\"><gen:value uom=\"m\">0.05</gen:value></gen:measureAttribute>"
                "<gen:genericAttributeSet name=\"flood\"><gen:doubleAttribute name=\"level\"><gen:value>1.5</gen:value>"
                "</gen:doubleAttribute></gen:genericAttributeSet>")}));
  const auto& batch = city.only();
  CHECK(value(batch, 0, "usage") == "A & B");
  CHECK(value(batch, 0, "count") == "-7");
  CHECK(column(city, "count").type == AttributeType::Integer);
  CHECK(value(batch, 0, "odd") == "many");
  CHECK(column(city, "odd").type == AttributeType::Text);
  CHECK(column(city, "depth").unit == "m");
  CHECK(value(batch, 0, "flood.level") == "1.5");
}

TEST_CASE("CityGML 3.0 writes generic attributes and heights as objects") {
  const City city = readText(cityModel({building(
      "<genericAttribute><gen:DoubleAttribute><gen:name>temperature</gen:name><gen:value>20.5</gen:value>"
      "</gen:DoubleAttribute></genericAttribute>"
      "<con:height><con:Height><con:highReference>highestRoofEdge</con:highReference><con:status>measured</con:status>"
      "<con:value uom=\"m\">9.5</con:value></con:Height></con:height>"
      "<bldg:adeOfAbstractBuilding><x:Properties><x:owner>Smith</x:owner></x:Properties></"
      "bldg:adeOfAbstractBuilding>")}));
  const auto& batch = city.only();
  CHECK(value(batch, 0, "temperature") == "20.5");
  CHECK(value(batch, 0, "height") == "9.5");
  CHECK(column(city, "height").unit == "m");
  CHECK(value(batch, 0, "height.highReference") == "highestRoofEdge");
  CHECK(value(batch, 0, "owner") == "Smith");
}

TEST_CASE("The same attribute in another unit stands apart") {
  const City city = readText(cityModel({building("<bldg:measuredHeight uom=\"m\">3</bldg:measuredHeight>"),
                                        building("<bldg:measuredHeight uom=\"ft\">10</bldg:measuredHeight>")}));
  CHECK(value(city.only(), 0, "measuredHeight") == "3");
  CHECK(value(city.only(), 1, "measuredHeight (ft)") == "10");
}

TEST_CASE("Addresses of xAL 2 and 3 become attributes") {
  const std::string two =
      "<bldg:address><core:Address><core:xalAddress><xAL:AddressDetails><xAL:Country><xAL:CountryName>France</"
      "xAL:CountryName>"
      "<xAL:Locality><xAL:LocalityName>Lyon</xAL:LocalityName><xAL:Thoroughfare><xAL:ThoroughfareNumber>12</"
      "xAL:ThoroughfareNumber>"
      "<xAL:ThoroughfareName>rue de la R\xC3\xA9publique</xAL:ThoroughfareName></xAL:Thoroughfare><xAL:PostalCode>"
      "<xAL:PostalCodeNumber>69001</xAL:PostalCodeNumber></xAL:PostalCode></xAL:Locality></xAL:Country></"
      "xAL:AddressDetails>"
      "</core:xalAddress><core:multiPoint><gml:MultiPoint/></core:multiPoint></core:Address></bldg:address>";
  const std::string three =
      "<bldg:address><Address><xalAddress><xAL:Address><xAL:Country><xAL:NameElement>France</xAL:NameElement></"
      "xAL:Country>"
      "<xAL:Locality><xAL:NameElement>Lyon</xAL:NameElement></xAL:Locality><xAL:Thoroughfare><xAL:Number>12</"
      "xAL:Number>"
      "<xAL:NameElement>rue de la R\xC3\xA9publique</xAL:NameElement></xAL:Thoroughfare><xAL:PostCode>"
      "<xAL:Identifier>69001</xAL:Identifier></xAL:PostCode></xAL:Address></xalAddress></Address></bldg:address>";
  for (const std::string& address : {two, three}) {
    const City city = readText(cityModel({building(address)}));
    CHECK(value(city.only(), 0, "address.country") == "France");
    CHECK(value(city.only(), 0, "address.locality") == "Lyon");
    CHECK(value(city.only(), 0, "address.street") == "rue de la R\xC3\xA9publique");
    CHECK(value(city.only(), 0, "address.number") == "12");
    CHECK(value(city.only(), 0, "address.postalCode") == "69001");
  }
}

TEST_CASE("Codes mean what the code list near the file says") {
  const Folder folder;
  folder.write(
      "codelists/LandUse_class.xml",
      "<gml:Dictionary xmlns:gml=\"http://www.opengis.net/gml\"><gml:dictionaryEntry><gml:Definition>"
      "<gml:description>Rice field</gml:description><gml:name>201</gml:name></gml:Definition></gml:dictionaryEntry>"
      "</gml:Dictionary>");
  const auto member = [](const std::string& codeSpace, const std::string& code) {
    return element("luse:LandUse", "<luse:class codeSpace=\"" + codeSpace + "\">" + code + "</luse:class>");
  };
  const SourcePointer source =
      open(folder.write("udx/luse/city.gml", cityModel({member("../../codelists/LandUse_class.xml", "201"),
                                                        member("../../codelists/LandUse_class.xml", "999"),
                                                        member("http://example.org/list.xml", "201")})));
  const City city = read(*source);
  CHECK(value(city.only(), 0, "class") == "Rice field");
  CHECK(value(city.only(), 0, "class.code") == "201");
  CHECK(value(city.only(), 1, "class") == "999");
  CHECK(value(city.only(), 2, "class") == "201");
}

TEST_CASE("A code list outside the folders for them is not opened") {
  const Folder folder;
  folder.write("secret/list.xml",
               "<d><e><Definition><name>1</name><description>secret</description></Definition></e></d>");
  const SourcePointer source = open(folder.write(
      "a/city.gml",
      cityModel({element("luse:LandUse", "<luse:class codeSpace=\"../secret/list.xml\">1</luse:class>")})));
  CHECK(value(read(*source).only(), 0, "class") == "1");
}

TEST_CASE("Attributes are left out on request") {
  model::ReadOptions options;
  options.wantsAttributes = false;
  const City city = readText(cityModel({building("<gml:name>Mairie</gml:name>")}), options);
  CHECK(city.only().attributes.featureCount() == 1);
  CHECK(values(city.only(), 0, "name").empty());
}

TEST_CASE("Values of parts go to the part, whatever their order in the file") {
  const City city = readText(cityModel(
      {building("<gml:name>whole</gml:name><bldg:consistsOfBuildingPart><bldg:BuildingPart><gml:name>part</gml:name>"
                "</bldg:BuildingPart></bldg:consistsOfBuildingPart><bldg:function>1</bldg:function>")}));
  CHECK(value(city.only(), 0, "name") == "whole");
  CHECK(value(city.only(), 0, "function") == "1");
  CHECK(value(city.only(), 1, "name") == "part");
  CHECK(values(city.only(), 1, "function").empty());
}

TEST_CASE("Attributes of walls and roofs alone are left out, counted and named by their building") {
  const std::string slope = "<gen:doubleAttribute name=\"Slope\"><gen:value>45</gen:value></gen:doubleAttribute>";
  const std::string window = element("bldg:opening", element("bldg:Window", "<gml:name>dormer</gml:name>"));
  const auto bounded = [](const std::string& surface, const std::string& content) {
    return element("bldg:boundedBy", element("bldg:" + surface, content));
  };
  const City city = readText(cityModel(
      {building("<gml:name>Mairie</gml:name>" + bounded("RoofSurface", slope + slope + window) +
                bounded("WallSurface", "<gml:name>north</gml:name>") + bounded("WallSurface", "<gml:name/>" + window) +
                bounded("GroundSurface", element("bldg:lod2MultiSurface", multiSurface(polygon(kGround)))))}));
  const Diagnostic* found = city.diagnostics.find("surface-attributes-left-out");
  REQUIRE(found != nullptr);
  CHECK(found->severity == Severity::Info);
  CHECK(found->count == 2);
  CHECK(found->where.front() == "B");
  CHECK(values(city.only(), 0, "name") == std::vector<std::string>{"Mairie"});
  CHECK(values(city.only(), 0, "Slope").empty());
  CHECK(value(city.only(), 1, "name") == "dormer");
}

TEST_CASE("Attributes of a lane's surface are those of the lane") {
  const City city = readText(cityModel(
      {element("tran:TrafficSpace",
               element("boundary", element("tran:TrafficArea",
                                           "<gen:stringAttribute name=\"cover\"><gen:value>asphalt</gen:value>"
                                           "</gen:stringAttribute>")))}));
  CHECK(value(city.only(), 0, "cover") == "asphalt");
  CHECK(city.diagnostics.find("surface-attributes-left-out") == nullptr);
}
