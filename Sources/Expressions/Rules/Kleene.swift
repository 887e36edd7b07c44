/// The three-valued logic of CEL's `&&`, `||` and `!` (Kleene's strong logic, with the error as the unknown).
extension Truth {
  /// The truth of a Swift condition.
  init(_ holds: Bool) { self = holds ? .true : .false }

  /// False becomes true, true becomes false, an error stays one.
  var negated: Truth {
    switch self {
    case .false: .true
    case .true: .false
    case .error: .error
    }
  }
}

/// The two ways to join truths.
enum Junction: Hashable {
  /// False if any part is false, else an error if any part is one.
  case all
  /// True if any part is true, else an error if any part is one.
  case any

  /// The truth that decides the whole alone.
  var absorbing: Truth { self == .all ? .false : .true }
  /// The truth that changes nothing, and the truth of the junction of no parts.
  var neutral: Truth { self == .all ? .true : .false }
  /// The junction that holds of the negated parts (De Morgan).
  var dual: Junction { self == .all ? .any : .all }

  /// The truth of two parts joined.
  func joined(_ left: Truth, _ right: Truth) -> Truth {
    if left == absorbing || right == absorbing { return absorbing }
    return left == .error ? .error : right
  }
}
