import Journeys
import Testing

/// Inside and outside, where people really are.
@Suite struct GeoZoneTests {
  private typealias Place = GeoZone.Position

  private func circle(_ latitude: Double, _ longitude: Double, _ metres: Double) -> GeoZone {
    GeoZone(name: "z", area: .circle(Place(latitude: latitude, longitude: longitude), metres: metres))
  }

  /// Great-circle distances in metres on the mean sphere, computed with the haversine formula beside this code.
  @Test(arguments: [
    (48.8738, 2.3320, 48.8606, 2.3376, 1_524.0),  // boulevard Haussmann to the Louvre
    (52.5163, 13.3777, 52.5208, 13.4094, 2_202.5),  // Brandenburg Gate to the television tower
    (0.0, 0.0, 0.0, 0.5, 55_597.0),  // along the equator
    (69.6492, 18.9553, 69.7, 19.3, 14_462.0),  // far in the north
    (-16.5, 179.9, -16.5, -179.9, 21_323.0),  // across the 180th meridian
  ])
  func circlesAreAsWideAsTheySay(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ metres: Double) {
    let place = Place(latitude: c, longitude: d)
    #expect(circle(a, b, metres * 1.003).contains(place))
    #expect(!circle(a, b, metres * 0.997).contains(place))
  }

  @Test func polygonsMayBeHollow() {
    // The letter U: the notch between its arms is outside.
    let corners = [(0, 0), (0, 3), (3, 3), (3, 2), (1, 2), (1, 1), (3, 1), (3, 0)].map {
      Place(latitude: Double($0.0), longitude: Double($0.1))
    }
    let zone = GeoZone(name: "u", area: .polygon(corners))
    for (latitude, longitude, isInside) in [
      (0.5, 1.5, true), (2.0, 1.5, false), (2.0, 0.5, true), (2.0, 2.5, true), (3.5, 0.5, false), (-0.1, 1.0, false),
    ] {
      #expect(zone.contains(Place(latitude: latitude, longitude: longitude)) == isInside)
    }
  }
}
