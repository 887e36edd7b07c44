/// A made-up population, as a small Bayesian network: columns in an order in which each may depend on earlier ones.
///
/// It holds frequencies, never a row of the file that they were counted in.
public struct PopulationSpec: Hashable, Sendable {
  /// How lines end.
  public enum Newline: String, CaseIterable, Sendable {
    /// A line feed.
    case lf
    /// Carriage return and line feed, as RFC 4180 has it.
    case crlf
  }

  /// What people call it.
  public var name: String
  /// What stands between two fields: `,` `;` `|` or a tab.
  public var delimiter: Character
  /// How lines end.
  public var newline: Newline
  /// The columns that are written, in their order in the file; the others only help to draw these.
  public var header: [String]
  /// All columns, in the order in which they are drawn.
  public var columns: [PopulationColumn]

  /// Makes a description; ``Population`` checks it.
  public init(
    name: String = "", delimiter: Character = ",", newline: Newline = .lf, header: [String],
    columns: [PopulationColumn]
  ) {
    self.name = name
    self.delimiter = delimiter
    self.newline = newline
    self.header = header
    self.columns = columns
  }
}

/// One column: a table of frequencies, or one for each value of the columns that it depends on.
public struct PopulationColumn: Hashable, Sendable {
  /// Its name, unique in the population.
  public var name: String
  /// Decimal places of a number, 0 … 9; nothing for text.
  public var places: Int?
  /// The earlier columns that it depends on, 3 at most.
  public var given: [String]
  /// The frequencies.
  public var tables: [PopulationTable]

  /// Makes a column.
  public init(name: String, places: Int? = nil, given: [String] = [], tables: [PopulationTable]) {
    self.name = name
    self.places = places
    self.given = given
    self.tables = tables
  }
}

/// How often each value occurs.
public struct PopulationTable: Hashable, Sendable {
  /// Which values of the columns in `given` it is for, one each, as ``PopulationValue/label(places:)`` writes them;
  /// nothing stands for every value that has no table of its own.
  public var when: [String?]
  /// Values and their weights.
  public var outcomes: [PopulationOutcome]

  /// Makes a table.
  public init(when: [String?] = [], outcomes: [PopulationOutcome]) {
    self.when = when
    self.outcomes = outcomes
  }
}

/// A value and its weight among the others of its table.
public struct PopulationOutcome: Hashable, Sendable {
  /// The value, or the bin.
  public var value: PopulationValue
  /// A count or any other frequency; 0 means never.
  public var weight: UInt32

  /// Makes an outcome.
  public init(_ value: PopulationValue, weight: UInt32) {
    self.value = value
    self.weight = weight
  }
}

/// What a column may hold.
public enum PopulationValue: Hashable, Sendable {
  /// A text.
  case text(String)
  /// A bin of numbers, both ends included, in units of the last decimal place: with 3 places, 1.250 is 1,250. Each number
  /// of the bin is as likely as the others.
  case range(Int64, Int64)

  /// How tables name it: the text, the number, or `lowest..highest`.
  public func label(places: Int?) -> String {
    switch self {
    case .text(let text): return text
    case .range(let lowest, let highest):
      let low = DecimalText.text(lowest, places: places ?? 0)
      return lowest == highest ? low : low + ".." + DecimalText.text(highest, places: places ?? 0)
    }
  }
}
