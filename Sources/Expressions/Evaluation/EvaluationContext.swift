import Times

/// What an evaluation may know beside the row: the time, the zones, rare variables, and how much work it may do.
public struct EvaluationContext: Sendable {
  /// The work that an evaluation may do unless it is told otherwise.
  public static let defaultCostMax = 1_000_000

  /// The time of the evaluation.
  public var now: Timestamp
  /// The zone of a name in the IANA database, or nothing when it is unknown. `UTC` and fixed offsets such as `+02:00`
  /// are known without it.
  public var zone: @Sendable (String) -> Zone?
  /// The values of variables that have no slot, by full name.
  public var variables: [String: Value]
  /// The strings behind the codes in the row. Without it, a program uses the table as it was when it was planned.
  public var symbols: SymbolTable?
  /// The most work: every step counts 1, and every element or byte that a function touches counts 1 more.
  public var costMax: Int

  /// Makes a context.
  public init(
    now: Timestamp = Timestamp(seconds: 0), variables: [String: Value] = [:], symbols: SymbolTable? = nil,
    costMax: Int = EvaluationContext.defaultCostMax, zone: @escaping @Sendable (String) -> Zone? = { _ in nil }
  ) {
    self.now = now
    self.zone = zone
    self.variables = variables
    self.symbols = symbols
    self.costMax = costMax
  }
}

/// Counts the work of one evaluation down.
struct CostMeter {
  private(set) var remaining: Int

  init(costMax: Int) { remaining = costMax }

  /// Takes `cost` from what is left.
  mutating func charge(_ cost: Int) throws(EvaluationError) {
    remaining -= cost
    if remaining < 0 {
      throw EvaluationError(.costExceeded, "the expression does too much work for one evaluation")
    }
  }
}
