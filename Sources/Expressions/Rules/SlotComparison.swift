/// A comparison operator of the language.
enum Comparison: String {
  case equal = "_==_"
  case notEqual = "_!=_"
  case less = "_<_"
  case lessOrEqual = "_<=_"
  case greater = "_>_"
  case greaterOrEqual = "_>=_"

  init?(function: String) { self.init(rawValue: function) }

  /// The same comparison with its sides exchanged.
  var mirrored: Comparison {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }

  var isOrder: Bool { self != .equal && self != .notEqual }

  var conditionOperator: Condition.Operator {
    switch self {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    }
  }

  /// The truth for two values; nothing when they have no order.
  func truth(_ a: Value, _ b: Value) -> Bool? {
    if !isOrder { return Value.areEqual(a, b) == (self == .equal) }
    guard let order = Value.order(a, b) else { return nil }
    switch self {
    case .less: return order == .less
    case .lessOrEqual: return order == .less || order == .same
    case .greater: return order == .greater
    default: return order == .greater || order == .same
    }
  }
}

/// The comparison of a slot with a constant, in the slot's own encoding.
enum SlotComparison {
  typealias Form = (Condition.Operator, Condition.Constant)

  /// Doubles beyond this magnitude stand for several ints, which no single bound among ints can say.
  private static let exactMax = 9_007_199_254_740_992.0

  /// The operator and constant that say the same in the slot's type; nothing when none do exactly.
  static func make(
    _ comparison: Comparison, _ type: ValueType, _ value: Value, _ symbols: inout SymbolTable
  ) -> Form? {
    let itsOperator = comparison.conditionOperator
    switch (type, value) {
    case (.bool, .bool(let value)): return (itsOperator, .bool(value))
    case (.int, .int(let value)): return (itsOperator, .int(value))
    case (.uint, .uint(let value)): return (itsOperator, .uint(value))
    case (.double, .double(let value)): return value.isNaN ? nil : (itsOperator, .double(value))
    case (.timestamp, .timestamp(let moment)):
      return SlotCoding.microseconds(of: moment).map { (itsOperator, .microseconds($0)) }
    case (.duration, .duration(let length)):
      return SlotCoding.microseconds(of: length).map { (itsOperator, .microseconds($0)) }
    case (.string, .string(let text)) where !comparison.isOrder:
      return (itsOperator, .string(symbols.insert(text)))
    default: return comparison.isOrder ? mixed(comparison, type, value) : nil
    }
  }

  /// Numbers of different types; only ordered, for the checker lets no others through.
  private static func mixed(_ comparison: Comparison, _ type: ValueType, _ value: Value) -> Form? {
    let isBelow = comparison == .less || comparison == .lessOrEqual
    switch (type, value) {
    // An int beside a double becomes a double first; so the constant may become one now.
    case (.double, .int(let value)): return (comparison.conditionOperator, .double(Double(value)))
    case (.double, .uint(let value)): return (comparison.conditionOperator, .double(Double(value)))
    case (.int, .uint(let value)):
      if let exact = Int64(exactly: value) { return (comparison.conditionOperator, .int(exact)) }
      return isBelow ? (.lessOrEqual, .int(.max)) : (.greater, .int(.max))
    case (.uint, .int(let value)):
      if let exact = UInt64(exactly: value) { return (comparison.conditionOperator, .uint(exact)) }
      return isBelow ? (.less, .uint(0)) : (.greaterOrEqual, .uint(0))
    case (.int, .double(let value)): return bound(comparison, value).map { ($0, .int(Int64($1))) }
    case (.uint, .double(let value)):
      guard let (itsOperator, whole) = bound(comparison, value) else { return nil }
      if whole < 0 { return isBelow ? (.less, .uint(0)) : (.greaterOrEqual, .uint(0)) }
      return (itsOperator, .uint(UInt64(whole)))
    default: return nil
    }
  }

  /// The bound among whole numbers that says the same as a bound at a double.
  private static func bound(_ comparison: Comparison, _ value: Double) -> (Condition.Operator, Double)? {
    guard value.magnitude < exactMax else { return nil }
    switch comparison {
    case .less: return (.less, value.rounded(.up))
    case .lessOrEqual: return (.lessOrEqual, value.rounded(.down))
    case .greater: return (.greater, value.rounded(.down))
    case .greaterOrEqual: return (.greaterOrEqual, value.rounded(.up))
    case .equal, .notEqual: return nil
    }
  }
}
