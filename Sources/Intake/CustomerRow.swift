import Decisions
import Records

/// A customer as read from a file.
public struct CustomerRow: Sendable {
  /// The line of the file on which they begin.
  public var line: Int
  /// The customer and their ledger.
  public var state: CustomerState
  /// A key of the household they belong to; 0: none known.
  public var household: UInt64
  /// What contacts came to; only where it was asked for, see ``CustomerReader/keepingOutcomes(_:)``.
  public var outcomes: [RowOutcome] = []
  /// What the row says in words; only where it was asked for, see ``CustomerReader/keepingTexts``.
  public var texts: RowTexts?

  init(line: Int, state: CustomerState, household: UInt64, outcomes: [RowOutcome] = [], texts: RowTexts? = nil) {
    self.line = line
    self.state = state
    self.household = household
    self.outcomes = outcomes
    self.texts = texts
  }
}

/// What a contact came to, as a column of a file says.
public struct RowOutcome: Hashable, Sendable {
  /// The position of the action in the charter.
  public var action: Int
  /// The position of the channel.
  public var channel: Int
  /// Whether the customer accepted.
  public var isPositive: Bool
}

/// What a row says in words of which a customer's state holds only keys and positions: for those who keep customers
/// rather than decide about them once.
public struct RowTexts: Hashable, Sendable {
  /// ISO 3166-1; empty: unknown.
  public var country = ""
  /// ISO 3166-2; empty: unknown.
  public var region = ""
  /// An IANA name; empty: unknown.
  public var zone = ""
  /// What names the household; empty: none known.
  public var household = ""
  /// Addresses by the channel's position in the charter.
  public var addresses: [Int: String] = [:]
}

/// What a batch of a file holds, in file order.
public struct CustomerBatch: Sendable {
  /// The customers.
  public var rows: [CustomerRow] = []
  /// What was wrong with the other records.
  public var faults: [RowFault] = []
  /// How many values lay outside their plausible bounds and were taken as absent.
  public var implausibleCount = 0
}

/// A piece of a customer file, not yet read.
public enum RawBatch: Sendable {
  case csv(CSVBatch)
  case json(RecordBatch)

  /// How many bytes of the file it holds.
  public var byteCount: Int {
    switch self {
    case .csv(let batch): batch.records.bytes.count
    case .json(let batch): batch.bytes.count
    }
  }
}

/// A reason why a file cannot be read at all.
public struct IntakeError: Error, Sendable {
  /// A stable code.
  public var code: String
  /// A sentence a person can act on.
  public var message: String
  /// The line, from 1; 0 where the file as a whole is meant.
  public var line: Int
  /// The column, from 1.
  public var column: Int

  init(code: String, message: String, line: Int = 0, column: Int = 0) {
    self.code = code
    self.message = message
    self.line = line
    self.column = column
  }

  init(_ error: RecordSourceError) {
    self.init(code: error.code.rawValue, message: error.message, line: error.line, column: error.column)
  }
}
