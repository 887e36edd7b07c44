import Decisions
import Expressions

/// How the columns of a file become customers; the checked form of `import` in world.yaml.
public struct ImportMapping: Sendable {
  /// Where an attribute comes from.
  public enum Source: Sendable {
    /// A column, and the texts that mean "absent" in it.
    case column(String, missing: Set<String>)
    /// The number of a program of the charter.
    case program(Int)
  }

  /// One attribute.
  public struct Attribute: Sendable {
    public var slot: Int
    public var source: Source
  }

  /// How a channel's address is known.
  public struct Address: Sendable {
    public var channel: Int
    public var column: String?
    public var suppressedColumn: String?
    public var program: Int?
  }

  /// What decides a consent.
  public enum ConsentSource: Sendable {
    case column(String)
    case program(Int)
    case share(Double, salt: UInt64)
    case always
  }

  /// One consent.
  public struct Consent: Sendable {
    public var purpose: Int
    public var channels: [Int]
    public var source: ConsentSource
  }

  /// Contacts or events of the past: programs by number, absent where the file says nothing.
  public struct Past: Sendable {
    public var name: String
    public var count: Int?
    public var when: Int?
    public var daysAgo: Quantity
    public var outcome: Int?
    public var amount: Quantity?
    /// For contacts, what the ledger keeps but for time and outcome.
    public var contact: Contact?
    /// For contacts, the position of the channel.
    public var channel: Int
  }

  public var delimiter: String?
  public var decimalComma = false
  public var encoding: String?
  public var idColumn: String?
  public var countryColumn: String?
  public var regionColumn: String?
  public var zoneColumn: String?
  public var householdColumn: String?
  public var missing: Set<String> = []
  public var attributes: [Attribute] = []
  public var addresses: [Address] = []
  public var consents: [Consent] = []
  public var objections: [(purpose: Int, program: Int)] = []
  public var contacts: [Past] = []
  public var events: [Past] = []

  /// The most contacts or events that one entry may make.
  public static let pastMax = 200

  /// A mapping that says nothing.
  init() {}
}
