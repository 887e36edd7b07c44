/// What an audit's report says of the file that it is about.
public struct AuditSource: Sendable {
  /// A fault of a row.
  public struct Fault: Sendable {
    /// A stable code.
    public var code: String
    /// A sentence a person can act on.
    public var message: String
    /// The line, from 1.
    public var line: Int
    /// The column, from 1.
    public var column: Int

    /// Makes a fault.
    public init(code: String, message: String, line: Int, column: Int) {
      self.code = code
      self.message = message
      self.line = line
      self.column = column
    }
  }

  /// The file's name, without its folder.
  public var name: String
  /// Rows that were read, those left out included.
  public var rowCount = 0
  /// Rows that were left out.
  public var leftOutCount = 0
  /// Fields that were taken as absent while their rows were kept.
  public var notedCount = 0
  /// Faults by code.
  public var faultCounts: [String: Int] = [:]
  /// The first faults.
  public var faults: [Fault] = []
  /// The columns that were read: what they hold and how they are named, in the order of fields.
  public var columns: [(field: String, name: String)] = []
  /// The columns that nothing was read from.
  public var unusedColumns: [String] = []
  /// Names beyond the limits, which share one name: what they name, and how often that happened.
  public var overflows: [(field: String, count: Int)] = []
  /// The zone of times without an offset.
  public var zone = "UTC"
  /// Where people are of whom the file does not say it; empty: unknown.
  public var country = ""
  /// The countries whose law was looked at.
  public var lawCountries: [String] = []

  /// Makes a source.
  public init(name: String) { self.name = name }
}
