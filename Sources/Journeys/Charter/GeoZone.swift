/// An area on the earth. Of a position only inside or outside is kept.
public struct GeoZone: Hashable, Sendable {
  /// A place, in degrees north and east.
  public struct Position: Hashable, Sendable {
    /// Degrees north, −90 … 90.
    public var latitude: Double
    /// Degrees east, −180 … 180.
    public var longitude: Double

    /// Makes a position.
    public init(latitude: Double, longitude: Double) {
      self.latitude = latitude
      self.longitude = longitude
    }
  }

  /// What it covers.
  public enum Area: Hashable, Sendable {
    /// Everything within so many metres of a place.
    case circle(Position, metres: Double)
    /// Everything within a line through these places, at least three; it does not cross the 180th meridian.
    case polygon([Position])
  }

  /// Its name in the charter.
  public var name: String
  /// What it covers.
  public var area: Area

  /// Makes a zone.
  public init(name: String, area: Area) {
    self.name = name
    self.area = area
  }

  /// The greatest radius of a circle, in metres, within which the earth is flat enough for ``contains(_:)``.
  public static let metresMax = 100_000.0
  /// Mean radius of the earth in metres. Source: IUGG, R1.
  private static let earthMetres = 6_371_008.8

  /// Whether a position lies inside.
  ///
  /// Distances are those of a plane that touches the earth half way between the two places: within 100 km, and off the
  /// poles, that is right to some metres, less than a phone knows.
  public func contains(_ position: Position) -> Bool {
    switch area {
    case .circle(let centre, let metres):
      let degree = GeoZone.earthMetres * Double.pi / 180
      let north = (position.latitude - centre.latitude) * degree
      var longitude = position.longitude - centre.longitude
      if longitude > 180 { longitude -= 360 } else if longitude < -180 { longitude += 360 }
      let east = longitude * degree * GeoZone.cosine(degrees: (position.latitude + centre.latitude) / 2)
      return north * north + east * east <= metres * metres
    case .polygon(let corners): return GeoZone.isInside(position, corners)
    }
  }

  /// Whether a ray to the east crosses the line an odd number of times.
  private static func isInside(_ position: Position, _ corners: [Position]) -> Bool {
    var isInside = false
    var previous = corners.last
    for corner in corners {
      defer { previous = corner }
      guard let from = previous, (corner.latitude > position.latitude) != (from.latitude > position.latitude) else {
        continue
      }
      let share = (position.latitude - corner.latitude) / (from.latitude - corner.latitude)
      if position.longitude < corner.longitude + share * (from.longitude - corner.longitude) { isInside.toggle() }
    }
    return isInside
  }

  /// The cosine of −90 … 90 degrees by its series, the same on every machine; right to 1e-10.
  private static func cosine(degrees: Double) -> Double {
    let square = degrees * Double.pi / 180 * (degrees * Double.pi / 180)
    var term = 1.0
    var sum = 1.0
    for n in 1...12 {
      term *= -square / Double((2 * n - 1) * (2 * n))
      sum += term
    }
    return sum
  }
}
