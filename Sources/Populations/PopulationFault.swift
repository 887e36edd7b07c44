/// One mistake in the description of a population.
public struct PopulationFault: Error, Hashable, Sendable {
  /// What kind of mistake; the names are stable.
  public enum Code: String, CaseIterable, Sendable {
    /// A delimiter that a reader could not tell from the fields.
    case badDelimiter = "bad_delimiter"
    /// No column at all, or nothing in the header.
    case nothingToWrite = "nothing_to_write"
    /// Two columns of one name, or a column twice in the header.
    case duplicateColumn = "duplicate_column"
    /// A column that depends on, or a header that names, what does not stand above.
    case unknownColumn = "unknown_column"
    /// More decimal places than ``DecimalText/placesMax``, or fewer than none.
    case badPlaces = "bad_places"
    /// A text in a column of numbers, a number in one of texts, or a bin that is empty or too large.
    case badValue = "bad_value"
    /// The same value twice in a table, or two tables for the same case.
    case duplicateCase = "duplicate_case"
    /// A table for a value that the other column never has.
    case unknownCase = "unknown_case"
    /// A case without a table.
    case missingCase = "missing_case"
    /// A table whose weights add up to nothing.
    case noWeight = "no_weight"
    /// More of something than ``Population/Limits`` allows.
    case tooMuch = "too_much"
  }

  /// Where in the description, by position.
  public struct Place: Hashable, Sendable {
    /// Which column; nothing for the description as a whole.
    public var column: Int?
    /// Which of its tables.
    public var table: Int?
    /// Which outcome of that table.
    public var outcome: Int?

    /// Makes a place.
    public init(column: Int? = nil, table: Int? = nil, outcome: Int? = nil) {
      self.column = column
      self.table = table
      self.outcome = outcome
    }
  }

  /// The kind.
  public var code: Code
  /// A sentence that a person can act on.
  public var message: String
  /// Where.
  public var place: Place

  /// Makes a fault.
  public init(_ code: Code, _ message: String, at place: Place = Place()) {
    self.code = code
    self.message = message
    self.place = place
  }
}

/// All mistakes of a description, in its order.
public struct PopulationFaults: Error, Hashable, Sendable {
  /// At least one.
  public var faults: [PopulationFault]
}
