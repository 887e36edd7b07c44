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
    /// The slot that receives it.
    public var slot: Int
    /// What decides.
    public var source: Source
  }

  /// How a channel's address is known.
  public struct Address: Sendable {
    /// The position of the channel.
    public var channel: Int
    /// The column; nothing: none.
    public var column: String?
    /// A column that is true when the address must not be used.
    public var suppressedColumn: String?
    /// The program that says whether an address is present.
    public var program: Int?
  }

  /// What decides a consent.
  public enum ConsentSource: Sendable {
    /// A column: true granted, false refused.
    case column(String)
    /// A program: true granted.
    case program(Int)
    /// A keyed share of customers.
    case share(Double, salt: UInt64)
  }

  /// One consent.
  public struct Consent: Sendable {
    /// The position of the purpose.
    public var purpose: Int
    /// Positions of channels.
    public var channels: [Int]
    /// What decides.
    public var source: ConsentSource
  }

  /// Contacts or events of the past: programs by number, absent where the file says nothing.
  public struct Past: Sendable {
    /// The action, or the event.
    public var name: String
    /// How many; nothing: one.
    public var count: Int?
    /// Whether there were any.
    public var when: Int?
    /// How many days ago.
    public var daysAgo: Quantity
    /// The name of the outcome.
    public var outcome: Int?
    /// For events, the amount.
    public var amount: Quantity?
    /// For contacts, what the ledger keeps but for time and outcome.
    public var contact: Contact?
    /// For contacts, the position of the channel.
    public var channel: Int
  }

  /// A column that says what a contact came to: what models learn from, and no decision reads.
  public struct Outcome: Sendable {
    /// The position of the action in the charter.
    public var action: Int
    /// The position of the channel.
    public var channel: Int
    /// The column.
    public var column: String
    /// Texts that mean that the customer accepted.
    public var positive: Set<String>
    /// Texts that mean that they did not; nothing: all others.
    public var negative: Set<String>?
  }

  /// What separates fields; nothing: guessed.
  public var delimiter: String?
  /// Whether the decimal mark is a comma.
  public var decimalComma = false
  /// How letters are written; nothing: UTF-8.
  public var encoding: String?
  /// The column of the id; nothing: the number of the row’s line.
  public var idColumn: String?
  /// The column of ISO 3166-1 codes.
  public var countryColumn: String?
  /// The column of ISO 3166-2 codes.
  public var regionColumn: String?
  /// The column of IANA zones.
  public var zoneColumn: String?
  /// The column that names the household.
  public var householdColumn: String?
  /// Texts that mean absent in every column.
  public var missing: Set<String> = []
  /// Attributes, in the order in which they are filled.
  public var attributes: [Attribute] = []
  /// How customers are reached.
  public var addresses: [Address] = []
  /// Consents; the first that says something decides.
  public var consents: [Consent] = []
  /// Objections: a purpose, and the program that tells.
  public var objections: [(purpose: Int, program: Int)] = []
  /// Past contacts.
  public var contacts: [Past] = []
  /// Past events.
  public var events: [Past] = []
  /// What contacts came to.
  public var outcomes: [Outcome] = []

  /// The most contacts or events that one entry may make.
  public static let pastMax = 200

  /// A mapping that says nothing.
  init() {}
}
