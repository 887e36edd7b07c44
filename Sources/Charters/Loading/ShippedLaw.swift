import Decisions

/// The contact law and the public holidays that ship with the program, without a charter around them.
public struct ShippedLaw: Sendable {
  /// When contact is permitted.
  public var hours: [Hours]
  /// Public holidays by country.
  public var holidays: [String: [Holiday]]

  /// The countries whose law ships, sorted.
  public static var countries: [String] {
    EmbeddedFiles.paths(under: "rules/").map { String($0.dropFirst(6).dropLast(5)) }
  }

  /// The law of every country that ships.
  public static func all() -> ShippedLaw {
    var loader = CharterLoader(zones: ZoneDirectory(zones: []))
    let text = "laws: [\(countries.joined(separator: ", "))]"
    loader.readLaws(YAMLReader.read(text, file: "laws", log: loader.log))
    return ShippedLaw(hours: loader.charter.policy.hours, holidays: loader.charter.holidays)
  }
}
