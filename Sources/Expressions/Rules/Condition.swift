/// A rule in the form that the rule index reads: comparisons of slots with constants, joined by and, or, not.
///
/// Its truth has three values, as in CEL: true, false, and error (a comparison whose slot is absent, null or of a type
/// that cannot be compared). `all` is false if any part is false, else an error if any part is one; `any` is true if
/// any part is true, else an error if any part is one; `not` of an error is an error.
public indirect enum Condition: Hashable, Sendable {
  /// How a slot is compared with a constant.
  public enum Operator: Hashable, Sendable { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual }

  /// A constant, encoded as the slot's word is (see ``Row``).
  public enum Constant: Hashable, Sendable {
    case bool(Bool), int(Int64), uint(UInt64), double(Double)
    /// A string, by its code in the symbol table; never 0.
    case string(UInt32)
    /// Microseconds since 1970, or of length.
    case microseconds(Int64)
  }

  case constant(Bool)
  case compare(slot: Int, Operator, Constant)
  /// Whether the slot's value is one of the constants, which all have one type.
  case member(slot: Int, [Constant])
  /// Whether the slot is present (null counts as present), never an error.
  case present(slot: Int)
  case not(Condition)
  case all([Condition])
  case any([Condition])
  /// A rule that does not fit this form: the number of a compiled program that the caller evaluates.
  case general(Int)
}

/// The truth of a rule.
public enum Truth: UInt8, Sendable { case `false`, `true`, error }
