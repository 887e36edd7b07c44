import Decisions
import Expressions
import Journeys
import Messages

/// A checked charter, with what its files say besides the strategy itself.
public struct LoadedCharter: Sendable {
  /// The strategy.
  public var charter: Charter
  /// What is known of customers.
  public var world: World
  /// What is always on: triggers and journeys.
  public var always: JourneyCharter
  /// How to read customers from files, if the charter says.
  public var mapping: ImportMapping?
  /// The charter's own tests.
  public var tests: [CharterTest]
  /// Titles of actions by language; the name where there is none.
  public var titles: [String: [String: String]]
  /// What is said, and which action says it where; nothing where the charter has no content.
  public var content: ContentLibrary?
  /// The language of explanations: `en` or `fr`.
  public var locale: String
  /// Positions in `charter.zones` by name.
  public var zoneNumbers: [String: Int]
  /// Where customers of a country may live: positions in `charter.zones`, one for zones with equal clocks.
  public var plausibleZones: [String: [Int]]
  /// What is odd but no mistake.
  public var warnings: [Diagnostic]

  /// What people call an action.
  public func title(of action: String, locale: String) -> String {
    let titles = titles[action] ?? [:]
    return titles[locale] ?? titles[self.locale] ?? titles["en"] ?? titles.sorted { $0.key < $1.key }.first?.value
      ?? action
  }
}
